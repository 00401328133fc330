"""R7: while eight publish and two read, every read sees exactly one public edition of a measure."""

from tests.drills import rounds


def test_every_read_sees_exactly_one_public_edition(site):
    wanted = rounds(20, 400)
    report = site.drill("publishers", site.url, wanted, seconds=rounds(600, 7200))
    print(  # noqa: T201 - the figures of the promise
        f"R7 {site.engine}: {report['steps']} by 8 publishers, {report['reads']} by 2 readers,"
        f" {len(report['wrong'])} of them wrong. {report['seconds']:.1f} s"
    )
    assert report["wrong"] == [], "\n".join(report["wrong"])
    assert report["published"] >= wanted
    assert min(report["reads"].values()) >= rounds(10, 200)
