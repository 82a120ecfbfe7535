from tongxin.people.actions import export_person


def test_a_person_takes_along_what_they_asked(make_need, resident, village):
    make_need(
        by=resident, requester=resident, channel="web", words="想学太极拳", phone="13800000001",
        address="3号", at=village,
    )  # fmt: skip
    (told,) = export_person(resident, by=resident)["needs"]
    assert (told["words"], told["phone"], told["address"]) == ("想学太极拳", "13800000001", "3号")
