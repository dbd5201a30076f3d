"""The flows, as stories: amendment, withdrawal, holds, other fates of the goods, exports."""

from tests.law.cast import ANN, BEA, BO, DAN, DONG, EVERYBODY, INA, KARL, MEI, RUI, SYSTEM, TESS, Life
from tests.law.trade import EXPORT, IMPORT, an_import, arrive, inspect, refused


def test_nothing_is_amended_while_an_order_or_an_offence_is_open() -> None:
    life = an_import(("port_inspection", "B", "ordered"), parts=("A", "B"))
    life.take(MEI, "request_amendment")
    assert refused(life, DONG, "grant_amendment") == "nothing_open"
    inspect(life, part="B", result="hand_over_after")
    assert refused(life, DONG, "grant_amendment") == "nothing_open"
    life.take(ANN, "close_offence", "B")
    life.take(DONG, "grant_amendment")


def test_an_amendment_of_a_part_waits_for_orders_of_that_part_and_of_the_whole_alone() -> None:
    for ordered, asked, answer in (
        ("A", "B", ""), ("A", "A", "nothing_open"), ("", "A", "nothing_open"), ("A", "", "nothing_open"),
    ):  # fmt: skip
        life = an_import(("port_inspection", ordered, "ordered"), parts=("A", "B"))
        life.take(DONG, "require_amendment", asked)
        life.take(MEI, "confirm_amendment", asked)
        if answer:
            assert refused(life, DONG, "grant_amendment", asked) == answer, (ordered, asked)
        else:
            life.take(DONG, "grant_amendment", asked)


def test_two_amendments_are_not_open_at_once() -> None:
    life = an_import()
    life.take(MEI, "request_amendment")
    assert refused(life, BO, "request_amendment") == "nothing_asked"
    assert refused(life, BO, "request_withdrawal") == "nothing_asked"
    life.take(DONG, "refuse_amendment")
    life.take(BO, "request_amendment")
    assert life.state("amendment", number=2) == "requested"


def test_a_granted_amendment_takes_the_licences_back_to_be_written_off_again() -> None:
    life = an_import(("licences", "", "pending"))
    life.take(SYSTEM, "write_off")
    life.take(MEI, "request_amendment")
    life.take(DONG, "grant_amendment")
    assert life.state("licences") == "pending"


def test_a_withdrawn_declaration_is_ended_and_its_licences_restored() -> None:
    life = an_import(("licences", "", "written_off"))
    life.take(MEI, "request_withdrawal")
    life.take(DONG, "grant_withdrawal")
    assert life.case.ended == {"": "withdrawn"} and life.state("licences") == "restored"
    assert life.gates == [] and all(life.offers(actor) == set() for actor in EVERYBODY)


def test_goods_are_not_released_by_giving_back_what_was_written_off() -> None:
    life = an_import(("licences", "", "failing"), charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(DONG, "restore_licence")
    assert life.gates == [("may_leave", "", 1)]
    life.take(BO, "bring_licence")
    life.take(DONG, "write_off")
    assert life.gates[1] == ("released", "", 1)


def test_customs_may_demand_a_withdrawal_and_the_declarant_agrees() -> None:
    life = an_import()
    life.take(DONG, "demand_withdrawal")
    life.take(BO, "agree_to_withdrawal")
    life.take(BO, "take_back_agreement")
    assert life.state("withdrawal") == "demanded"
    life.take(BO, "agree_to_withdrawal")
    life.take(DONG, "grant_withdrawal")
    assert life.case.finished


def test_a_required_amendment_is_not_got_rid_of_by_confirming_it() -> None:
    life = an_import()
    life.take(DONG, "require_amendment")
    for back, who in (("take_back_confirmation", BO), ("uphold_amendment", DONG)):
        life.take(BO, "confirm_amendment")
        assert refused(life, BO, "take_back_amendment") == "not_in_that_state"
        assert refused(life, DONG, "refuse_amendment") == "not_in_that_state"
        life.take(who, back)
        assert life.state("amendment") == "required"
    life.take(BO, "confirm_amendment")
    life.take(DONG, "grant_amendment")


def test_a_refused_declaration_is_ended_by_a_person() -> None:
    life = an_import()
    assert refused(life, SYSTEM, "refuse") == "not_your_capacity"
    life.take(DONG, "refuse")
    assert life.case.ended == {"": "refused"}


def test_release_is_withdrawn_only_before_gate_out_and_after_the_terminals_answer() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    arrive(life, "A", "B")
    life.take(SYSTEM, "clear_automatically")
    life.take(TESS, "gate_out", "A")
    assert refused(life, DONG, "ask_stop", "A") == "not_in_that_state"
    life.take(DONG, "ask_stop", "B")
    assert refused(life, DONG, "withdraw_release", "B") == "not_in_that_state"
    life.take(TESS, "confirm_stop", "B")
    life.take(DONG, "withdraw_release", "B")
    assert life.case.cycles == {"B": 2} and life.case.ended == {"A": "released"}
    assert refused(life, TESS, "gate_out", "B") == "may_leave"
    life.take(DONG, "lift_documents_hold", "B")
    assert life.gates[-2:] == [("may_leave", "B", 2), ("released", "B", 2)]
    life.take(TESS, "gate_out", "B")


def test_a_stop_may_come_too_late() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(DONG, "ask_stop")
    life.take(TESS, "gate_out")
    assert life.gates[-1] == ("closed", "", 1)


def test_goods_do_not_leave_before_the_gate() -> None:
    life = an_import()
    assert refused(life, TESS, "gate_out") == "may_leave"


def test_holds_are_numbered_and_lifted_by_whose_they_are() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(DONG, "hold_for_documents")
    life.take(RUI, "hold_for_revenue")
    life.take(DONG, "refer_to_authority", number=1)
    life.take(SYSTEM, "clear_automatically")
    missing = IMPORT.missing(life.case, "may_leave", "")
    assert [(key.number, at.whose) for key, at in missing] == [(1, "authority"), (2, "revenue")]
    assert refused(life, DONG, "lift_authority_hold") == "not_your_capacity"
    life.take(ANN, "lift_authority_hold")
    life.take(RUI, "lift_revenue_hold")
    assert life.gates[0] == ("may_leave", "", 1)


def test_goods_under_a_ban_are_not_discharged() -> None:
    life = an_import(charges="nothing")
    life.take(KARL, "declare_entry")
    life.take(INA, "forbid_discharge")
    assert refused(life, TESS, "discharge") == "not_in_that_state"
    life.take(INA, "order_return")
    life.take(INA, "confirm_return")
    assert life.case.ended == {"": "returned"}


def test_what_did_not_come_is_short_landed() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    arrive(life, "A")
    life.take(TESS, "report_short", "B")
    life.take(SYSTEM, "clear_automatically")
    assert life.case.ended == {"A": "released", "B": "short_landed"}


def test_what_proves_to_have_come_after_all_is_short_no_more() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    arrive(life, "A")
    life.take(TESS, "report_short", "B")
    life.take(SYSTEM, "clear_automatically")
    assert refused(life, TESS, "make_available", "B") == "not_in_that_state"
    life.take(TESS, "take_back_short_expected", "B")
    (back,) = [e for e in life.events if e.name == "end_taken_back"]
    assert (back.part, back.whose, back.data) == ("B", "carrier", "short_landed")
    assert life.case.ended == {"A": "released"} and not life.case.finished
    arrive(life, "B")
    assert life.case.ended == {"A": "released", "B": "released"}
    assert refused(life, TESS, "take_back_short_expected", "A") == "not_in_that_state"


def test_what_was_withdrawn_stays_short() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    life.take(TESS, "report_short", "B")
    life.take(MEI, "request_withdrawal")
    life.take(DONG, "grant_withdrawal")
    assert refused(life, TESS, "take_back_short_expected", "B") == "stands"


def test_abandoned_goods_are_accepted_and_a_sale_takes_two_officers() -> None:
    life = an_import(parts=("A", "B"))
    life.take(MEI, "offer_abandonment", "A")
    life.take(DONG, "accept_abandonment", "A")
    life.take(DONG, "decide_sale", "B")
    assert refused(life, DONG, "confirm_sale", "B") == "not_the_same_person"
    life.take(DAN, "confirm_sale", "B")
    assert life.case.ended == {"A": "abandoned", "B": "sold"}


def test_a_promise_keeps_the_dossier_from_closing_and_nothing_else() -> None:
    life = an_import(charges="nothing")
    life.take(DONG, "accept_promise")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(TESS, "gate_out")
    assert [key.track for key, _ in IMPORT.missing(life.case, "closed", "")] == ["commitment"]
    life.take(SYSTEM, "miss_promise")
    life.take(MEI, "deliver")
    life.take(DONG, "find_kept")
    assert life.gates[-1][0] == "closed"


def test_what_is_owed_later_keeps_the_dossier_from_closing() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(RUI, "charge_more")
    life.take(SYSTEM, "fall_overdue")
    life.take(TESS, "gate_out")
    assert not life.case.is_open("closed", "")
    life.take(BEA, "pay")
    assert life.case.is_open("closed", "")


def test_an_export_waits_for_the_yard_and_closes_when_it_is_loaded() -> None:
    life = Life(EXPORT)
    life.begin(
        ("documents", "", "checking"),
        ("cargo", "", "expected"),
        ("exit", "", "awaited"),
        ("licences", "", "pending"),
    )
    life.take(SYSTEM, "clear_automatically")
    life.take(SYSTEM, "write_off")
    assert [key.track for key, _ in EXPORT.missing(life.case, "released", "")] == ["cargo"]
    life.take(TESS, "report_arrival")
    assert life.gates == [("released", "", 1)]
    life.take(KARL, "load")
    assert life.gates[-1] == ("closed", "", 1)


def test_an_export_that_was_not_loaded_is_withdrawn_with_its_release() -> None:
    life = Life(EXPORT)
    life.begin(("documents", "", "cleared"), ("exit", "", "awaited"), ("licences", "", "written_off"))
    life.take(MEI, "request_withdrawal")
    assert refused(life, DONG, "grant_withdrawal") == "part_ended"  # it is released: that comes off first
    life.take(DONG, "ask_stop")
    life.take(TESS, "confirm_stop")
    life.take(DONG, "withdraw_release")
    life.take(DONG, "grant_withdrawal")
    assert life.case.ended == {"": "withdrawn"} and life.state("licences") == "restored"
