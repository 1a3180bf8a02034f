# SPDX-License-Identifier: Apache-2.0
"""Do pictures show what the record holds?

Goal: every kind of picture is made, without a display, with one artist for each thing it shows.
Method: the record written by hand; artists are counted, files looked at for their size.
"""
import pytest

pyplot = pytest.importorskip("matplotlib.pyplot")
pyplot.switch_backend("Agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    pyplot.close("all")


def texts(ax):
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def test_spacetime_has_a_line_for_each_message_and_a_mark_for_each_verdict(record):
    ax = record.plot.spacetime()
    assert texts(ax) == ["outcome", "verdict", "kept", "broken"]
    lines = {c.get_label(): c for c in ax.collections}
    assert len(lines["outcome"].get_segments()) == len(lines["verdict"].get_segments()) == 2
    assert lines["outcome"].get_segments()[1].tolist() == [[0, 0], [2, pytest.approx(160)]]
    assert len(lines["kept"].get_offsets()) == len(lines["broken"].get_offsets()) == 2
    assert [label.get_text() for label in ax.get_xticklabels()] == record.agent_names
    assert ax.get_ylabel() == "coordinate time [ms]"


def test_spacetime_draws_whom_and_how_many_it_is_asked_for(record):
    ax = record.plot.spacetime(agents=["carol", "alice"], messages_max=2)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["carol", "alice"]
    lines = {c.get_label(): c for c in ax.collections}
    assert len(lines["outcome"].get_segments()) == 1 and "verdict" not in lines
    assert "first 2 messages" in ax.get_title("left")


def test_clocks_are_drawn_against_time_or_against_each_other(record):
    ax = record.plot.clocks()
    assert [text.split(":")[0] for text in texts(ax)] == record.agent_names
    dave = ax.get_lines()[3]
    assert dave.get_ydata().tolist() == pytest.approx([3.5, 3.5])  # 3.5 ticks of 1 us
    relative = record.plot.clocks(relative_to="alice")
    assert relative.get_lines()[2].get_ydata().tolist() == pytest.approx([3.0, 3.0])
    assert relative.get_ylabel() == "reading less alice's clock [us]"


def test_trust_has_a_line_for_each_pair(record):
    ax = record.plot.trust()
    assert len(ax.get_lines()) == 3 and ax.get_ylim() == (0, 1)
    assert sorted(text.get_text() for text in ax.texts) == [
        "bob in alice 0.67", "carol in alice 0.33", "dave in alice 0.33"]
    assert len(record.plot.trust(by="bob").get_lines()) == 1


def test_verdicts_are_bars_or_marks(record):
    ax = record.plot.verdicts()
    assert texts(ax) == ["kept", "broken"]
    assert [bars[0].get_width() for bars in ax.containers] == [1, 0]
    strip = record.plot.verdicts(by="occurrence")
    assert sum(len(c.get_offsets()) for c in strip.collections) == 3
    assert record.plot.verdicts(by="promiser").get_yticklabels()[0].get_text() == "alice"


def test_verdicts_differ_in_shape_as_well_as_colour():
    from worldline.plot import VERDICTS
    for part in (0, 1):
        assert len({look[part] for look in VERDICTS.values()}) == len(VERDICTS)


def test_the_plot_command_writes_a_picture_of_each_kind(by_hand, tmp_path, capsys):
    from worldline.plot_command import KINDS, main
    for kind in KINDS:
        picture = tmp_path / f"{kind}.png"
        assert main([str(by_hand), kind, "-o", str(picture)]) == 0
        assert picture.stat().st_size > 5_000
        assert picture.read_bytes()[:4] == b"\x89PNG"
    assert main([str(tmp_path / "none.h5"), "trust"]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main([str(by_hand), "spacetime", "--frame", "train"]) == 2
    assert "need positions, which were not recorded" in capsys.readouterr().err
    assert pyplot.get_fignums() == []


def test_what_one_agent_could_know_is_drawn_by_its_own_clock(record):
    ax = record.plot.spacetime(by="dave")
    assert "agent view: what dave could know" in ax.get_title("left")
    assert ax.get_ylabel() == "dave reads [ms]"
    marks = [c.get_offsets().tolist() for c in ax.collections if len(c.get_offsets())]
    readings = record.assessments["reading"][:][record.assessments["assessor"][:] == 3]
    assert sorted(y for one in marks for _, y in one) == pytest.approx(
        sorted(readings * record.resolution * 1e3))
    assert "alice" not in [label.get_text() for label in ax.get_xticklabels()]
    with pytest.raises(ValueError, match="goes with none of these"):
        record.plot.spacetime(by="dave", agents=["alice"])


def test_every_picture_says_whose_view_it_is(record):
    plot = record.plot
    for ax in (plot.spacetime(), plot.clocks(), plot.allan(), plot.trust(), plot.verdicts(),
               plot.verdicts(by="occurrence")):
        assert ax.get_title("left").endswith("\napparatus view")
    for ax in (plot.trust(by="bob"), plot.verdicts(observer="bob"), plot.spacetime(by="bob")):
        assert ax.get_title("left").endswith("\nagent view: what bob could know")
    assert plot.trust(by="bob").get_xlabel() == "bob reads [s]"
