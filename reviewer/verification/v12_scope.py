"""V12: each clip's true time against the window, its place against the area (specification 5.4). Warnings only."""

from reviewer.evidence.findings import Code, Step
from reviewer.evidence.scope import area_scope, window_scope
from reviewer.evidence.verification_result import ScopeState
from reviewer.verification.examination import Examination

_WINDOW = {
    ScopeState.OUTSIDE: (Code.WINDOW_OUTSIDE, "lies outside the time that was asked for"),
    ScopeState.PARTLY: (Code.WINDOW_PARTLY, "lies partly outside the time that was asked for"),
    ScopeState.UNKNOWN: (Code.UNKNOWN_CLOCK, "has no known true time: its camera's clock is not known well enough"),
}
_AREA = {
    ScopeState.OUTSIDE: (Code.AREA_OUTSIDE, "was recorded outside the area that was asked for"),
    ScopeState.PARTLY: (Code.AREA_PARTLY, "may have been recorded outside the area: its accuracy crosses the border"),
    ScopeState.UNKNOWN: (Code.UNKNOWN_LOCATION, "has no known place"),
}
_NEXT = {
    ScopeState.OUTSIDE: " The resident's consent may not cover it; ask before you use it.",
    ScopeState.PARTLY: " The resident's consent may not cover all of it; ask before you use the rest.",
    ScopeState.UNKNOWN: " Whether the request covers it is not known.",
}


def check(exam: Examination) -> None:
    with exam.step(Step.SCOPE) as step:
        if exam.request is None:
            step.unable("the request could not be read")
            return
        for clip in exam.clips:
            if clip.claim is None:
                step.unable(f"the record of clip {clip.clip_id} could not be read")
                continue
            clip.window_scope = window_scope(clip.claim, exam.request.window)
            clip.area_scope = area_scope(clip.claim, exam.request.area)
            for state, table in ((clip.window_scope, _WINDOW), (clip.area_scope, _AREA)):
                if state in table:
                    code, what = table[state]
                    step.finds(code, clip.path, f"Clip {clip.clip_id} {what}.{_NEXT[state]}")
