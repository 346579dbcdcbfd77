import { get, patch, post } from "./client";
import type { CommentLine } from "./shapes";

export const listComments = (plan: number): Promise<CommentLine[]> => get(`/plans/${plan}/comments`);
export const addComment = (plan: number, text: string, on: string): Promise<CommentLine> =>
  post(`/plans/${plan}/comments`, { text, on });
export const changeComment = (
  comment: CommentLine,
  change: { text?: string; done?: boolean },
): Promise<CommentLine> => patch(`/comments/${comment.id}`, { ...change, rev: comment.rev });
