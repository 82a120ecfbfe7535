from tongxin.training.models import Pass


def test_anybody_reads_courses_and_batches(client, course, make_batch):
    batch = make_batch()
    (told,) = client.get("/api/training/courses").json()
    assert (told["code"], told["lessons"]) == (course.code, 2)
    (coming,) = client.get("/api/training/batches").json()
    assert (coming["id"], coming["left"]) == (batch.pk, 2)


def test_one_reads_ones_own_passes_only(client, course, resident, stranger, sit):
    sit(course, resident)
    client.force_login(stranger)
    assert client.get("/api/training/passes").json() == []
    client.force_login(resident)
    assert client.get("/api/training/passes").json()[0]["module"] == "gates"


def test_passes_are_for_who_is_known(client, city):
    assert client.get("/api/training/passes").status_code == 401


def test_a_certificate_is_checked_by_its_number_and_names_nobody(client, course, resident, sit):
    sit(course, resident)
    told = client.get(f"/api/training/certificates/{Pass.objects.get().code}").json()
    assert told["state"] == "valid"
    assert told["name"] != resident.name
    assert client.get("/api/training/certificates/ABCDEFGHJKMN").status_code == 404
    assert client.get("/api/training/certificates/x").status_code == 422
