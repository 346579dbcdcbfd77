"""Answers to requests that cannot be followed: one form for all of them (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

__all__ = ["PROBLEM", "RequestProblem", "problem_answer"]

PROBLEM = "application/problem+json"


class RequestProblem(HTTPException):
    """Raised where a request cannot be followed; whoever reads a body lets it pass, as every error of HTTP.

    Parameters
    ----------
    status : int
        Status of HTTP.
    code : str
        A word for programs.
    message : str
        A sentence for people.
    details : mapping, optional
        What more is known.
    headers : mapping, optional
        Headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, dict(headers or {}))
        self.code, self.message, self.details = code, message, dict(details or {})


def problem_answer(problem: RequestProblem) -> Response:
    """Return the answer that tells a problem."""
    body = {"code": problem.code, "message": problem.message, "details": problem.details}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status_code=problem.status_code, headers=problem.headers, media_type=PROBLEM)
