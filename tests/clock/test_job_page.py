import pytest
from django.urls import reverse

from tongxin.clock.actions import fail, finish, open_job, report, start
from tongxin.clock.models import Job


@pytest.fixture
def mine(steward):
    job = open_job("test", "导入留言", by=steward)
    start(job, total=10)
    report(job, 4, note="第四行")
    return job


@pytest.fixture
def page(client, steward):
    client.force_login(steward)

    def fetch(name, job, **headers):
        return client.get(reverse(f"clock:{name}", args=[job.pk]), headers=headers)

    return fetch


def test_the_owner_sees_how_far_it_is(page, mine, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        said = page("job", mine).content.decode()
    assert "4 / 10" in said
    assert "第四行" in said
    assert 'hx-trigger="every 2s"' in said


def test_htmx_gets_the_part_alone(page, mine):
    said = page("job", mine, HX_Request="true").content.decode()
    assert "<html" not in said
    assert f'id="job-{mine.pk}"' in said


def test_a_finished_job_is_asked_for_no_more(page, mine):
    fail(mine, "文件损坏")
    said = page("job", mine).content.decode()
    assert "every 2s" not in said
    assert "文件损坏" in said


def test_a_stranger_sees_nothing(client, stranger, mine):
    client.force_login(stranger)
    for name in ("job", "file"):
        assert client.get(reverse(f"clock:{name}", args=[mine.pk])).status_code == 404
    assert client.post(reverse("clock:cancellation", args=[mine.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("clock:job", args=[mine.pk])).status_code == 302


def test_the_owner_asks_to_stop(client, steward, mine):
    client.force_login(steward)
    answer = client.post(reverse("clock:cancellation", args=[mine.pk]))
    assert answer.status_code == 302
    assert Job.objects.get(pk=mine.pk).cancel_asked_at
    finish(mine)
    assert client.post(reverse("clock:cancellation", args=[mine.pk])).status_code == 409


def test_the_owner_fetches_the_file(page, mine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert page("file", mine).status_code == 404
    finish(mine, file="refused.csv")
    assert page("file", mine).status_code == 404
    (tmp_path / "refused.csv").write_text("a,b")
    answer = page("file", mine)
    assert b"".join(answer.streaming_content) == b"a,b"
    assert 'filename="refused.csv"' in answer["Content-Disposition"]
