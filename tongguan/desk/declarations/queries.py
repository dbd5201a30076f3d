"""Asking about declarations: which version holds, and what the law makes of it."""

from collections.abc import Collection, Mapping
from typing import Any

from tongguan.desk.declarations.judgement import told_of
from tongguan.desk.declarations.models import Draft, Judgement


def version_of(dossier_id: int) -> int:
    """The version in force: the one that was judged last. Raises Judgement.DoesNotExist."""
    return _last(dossier_id, "version")  # type: ignore[no-any-return]


def assessment_of(dossier_id: int) -> Mapping[str, Any]:
    """The assessment that holds now (`Assessment.plain`). Raises Judgement.DoesNotExist."""
    return told_of(_last(dossier_id, "result"))["assessment"]  # type: ignore[no-any-return]


def became(drafts: Collection[int]) -> dict[int, int]:
    """By draft, the dossier that was lodged of it; those of which nothing was lodged are left out."""
    found = Draft.objects.filter(pk__in=list(drafts), dossier__isnull=False)
    return {draft: dossier for draft, dossier in found.values_list("pk", "dossier") if dossier is not None}


def _last(dossier_id: int, column: str) -> Any:
    found = Judgement.objects.filter(dossier_id=dossier_id).order_by("-number")
    row = found.values_list(column, flat=True).first()
    if row is None:
        raise Judgement.DoesNotExist(f"dossier {dossier_id} holds no declaration")
    return row
