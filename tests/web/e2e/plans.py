"""Plans made by requests, as a page would send them: what a test does not ask about."""

from typing import Any

from playwright.sync_api import APIRequestContext, BrowserContext

POSTS, DISTRICTS, TODAY = "PMedian(p=4)", "BalancedDistricts(k=3, seconds=2.0)", "today"


def ask(context: BrowserContext, origin: str, method: str, path: str, body: Any = None) -> Any:
    """Send a request of a page of the planner; return what it answers."""
    requests: APIRequestContext = context.request
    headers = {"origin": origin, "sec-fetch-site": "same-origin"}
    answer = requests.fetch(f"{origin}/api{path}", method=method, data=body, headers=headers)
    assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
    return answer.json() if answer.body() else None


def new_plan(context: BrowserContext, origin: str, name: str, source: str = POSTS) -> str:
    """Make a plan of the first case that begins with one of the case; return the address of its pages."""
    case = ask(context, origin, "GET", "/cases")[0]["id"]
    plan = ask(context, origin, "POST", f"/cases/{case}/plans", {"name": name, "source": {"case_plan": source}})
    return f"/case/{case}/plan/{plan['id']}"


def draft_of(context: BrowserContext, origin: str, place: str) -> dict[str, Any]:
    """Return what the server holds of the plan at an address of `new_plan`."""
    answer: dict[str, Any] = ask(context, origin, "GET", f"/plans/{place.split('/')[4]}")
    return answer
