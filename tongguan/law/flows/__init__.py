"""The kinds of case, each a table."""

from tongguan.law.flow import Flow
from tongguan.law.flows.exports import EXPORT
from tongguan.law.flows.imports import IMPORT

FLOWS: dict[str, Flow] = {flow.kind: flow for flow in (IMPORT, EXPORT)}
