import { get, patch, post } from "./client";
import type { CommentLine } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export const listComments = (plan: number): Promise<CommentLine[]> => get(`/plans/${plan}/comments`);
export const addComment = (plan: number, text: string, on: string): Promise<CommentLine> =>
  post(`/plans/${plan}/comments`, { text, on } satisfies Schemas["NewComment"]);
export const changeComment = (
  comment: CommentLine,
  change: { text?: string; done?: boolean },
): Promise<CommentLine> => patch(`/comments/${comment.id}`, { ...change, rev: comment.rev } satisfies Schemas["CommentChange"]);
