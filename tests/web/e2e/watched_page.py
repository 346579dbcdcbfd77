"""A page of the browser that remembers every complaint: of the console, of scripts, of the CSP, and of the network."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

_LOCAL = ("blob", "data", "about")
_CSP = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', event =>
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Watched:
    """What a page complained of.

    Parameters
    ----------
    page : Page
    origin : str
        The only origin that may be asked.
    expected : tuple of int
        Statuses of problems that the test brings about.
    cut_off : bool, default False
        Whether the test cuts the page off from its planner; the console tells of that too.
    """

    page: Page
    origin: str
    expected: tuple[int, ...] = ()
    cut_off: bool = False
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_CSP)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)
        # Choosers of files are asked for from the start: where they are only from the press of a key on, a busy browser
        # may take the key first, and no chooser is ever told of.
        self.page.on("filechooser", lambda _: None)

    def _console(self, message: ConsoleMessage) -> None:
        told = "the server responded with a status of" in message.text  # counted with the answer instead
        told = told or (self.cut_off and "net::ERR_" in message.text)
        if message.type in ("error", "warning") and not told and not _of_software_rendering(message.text):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _LOCAL and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.complaints.append(f"another origin: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"status {response.status}: {response.request.method} {response.url}")

    def finished(self) -> list[str]:
        """Return every complaint, those of the CSP too."""
        if not self.page.is_closed():
            self.complaints += [f"CSP: {line}" for line in self.page.evaluate("window.__violations || []")]
        return self.complaints


def _of_software_rendering(text: str) -> bool:
    """Return whether the browser only tells that it has no graphics card."""
    return "GPU stall due to ReadPixels" in text or "software WebGL" in text


def watched_page(context: BrowserContext, origin: str) -> Watched:
    """Open a page that is watched."""
    return Watched(context.new_page(), origin)
