/** What the server answers where it cannot do what was asked: `application/problem+json`. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    /** Seconds after which to try again, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

/** The answer never came: the server may have done what was asked, or not. */
export class LostAnswer extends Error {
  override name = "LostAnswer";
}

/** Return the problem of an answer that is none of the expected ones. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const wait = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const body: unknown = await answer.json().catch(() => null);
  const { code, message, details } = isRecord(body) ? body : {};
  return new ApiProblem(
    answer.status,
    typeof code === "string" ? code : "fault",
    typeof message === "string" ? message : `The server answered ${answer.status}.`,
    isRecord(details) ? details : {},
    Number.isFinite(wait) ? wait : null,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
