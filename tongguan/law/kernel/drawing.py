"""Draws a flow as a page: its gates as one table, each track as a Mermaid diagram with its states and
steps."""

from collections.abc import Iterable, Iterator, Sequence

from tongguan.law.flow import Flow
from tongguan.law.kernel.flow_table import State, Step


def drawing(flow: Flow) -> str:
    """The page of a flow, in Markdown. It says all that the table says, and nothing else."""
    tracks = list(dict.fromkeys(track for track, _ in flow.states))
    lines = [
        f"# The flow of an {flow.kind}",
        "",
        f"Generated from `tongguan/law/flows/{flow.kind}s.py` by `make docs`.",
        "",
        "A gate opens for a part when every track, of that part and of the whole, is in a state named in the",
        "gate's column; a track that does not exist counts as met.",
        "",
        *_gates(flow, tracks),
        *(line for track in tracks for line in _track(flow, track)),
        "## Conditions",
        "",
        "A step may wait for a gate, for a fact that its action brings, or for one of these:",
        "",
        *_conditions(flow),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _gates(flow: Flow, tracks: Sequence[str]) -> Iterator[str]:
    yield from _row("track", *(gate.name for gate in flow.gates))
    yield from _row(*["---"] * (len(flow.gates) + 1))
    for track in tracks:
        yield from _row(track, *(", ".join(gate.needs.get(track, ("any",))) for gate in flow.gates))
    yield ""


def _track(flow: Flow, track: str) -> Iterator[str]:
    states = [state for (of, _), state in flow.states.items() if of == track]
    steps = [step for step in flow.steps.values() if step.track == track]
    yield from (f"## {track}", "", "```mermaid", "stateDiagram-v2", *_arrows(steps), "```", "")
    yield from (*_row("state", "whose time", "clock", "a trader reads"), *_row(*["---"] * 4))
    for state in states:
        yield from _row(state.name, state.whose, state.clock, _shown(state))
    yield from ("", *_row("step", "from", "to", "by", "only if"), *_row(*["---"] * 5))
    for step in steps:
        source = ", ".join(step.source) or "(a new one)"
        yield from _row(step.name, source, _to(step), ", ".join(step.by), _only_if(step))
    yield ""


def _arrows(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield from (f"    {source} --> {step.to}: {step.name}" for source in step.source or ("[*]",))
        if step.ends:
            yield f"    {step.to} --> [*]: {step.ends}"


def _to(step: Step) -> str:
    more = [f"{track} {how} {state}" for track, how, state in step.also]
    more += [f"ends: {step.ends}"] if step.ends else []
    more += [f"takes back {step.withdraws}"] if step.withdraws else []
    more += [f"takes back the end {step.revives[0]}"] if step.revives[0] else []
    return "; ".join([step.to, *more])


def _only_if(step: Step) -> str:
    return "; ".join(
        [*([step.when] if step.when else []), *(f"not the person of {name}" for name in step.not_by)]
    )


def _shown(state: State) -> str:
    if state.covert:
        return "documents: checking"
    return f"{state.reads}, until a gate opens" if state.reads else state.name


def _conditions(flow: Flow) -> Iterator[str]:
    for name, needs in flow.conditions.items():
        tracks = (f"{track} in {', '.join(states)}" for track, states in needs.items())
        yield f"- `{name}`: {'; '.join(tracks)}"


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"
