"""Keras's own summary of a model that was found by the numbers of a printed one."""

from __future__ import annotations

import rnnscope

HEAD = f"{'Layer (type)':29}{'Output Shape':26}Param #\n{'=' * 65}\n"


def test_a_model_of_somebodys_own_class_whose_rows_nothing_joins_cannot_be_built() -> None:
    rows = (("embedding (Embedding)", "23552"), ("gru (GRU)", "107400"), ("dense (Dense)", "9292"))
    text = 'Model: "char_gen_model"\n' + HEAD
    text += "".join(f"{name:29}{'multiple':26}{number}\n" for name, number in rows)
    witness = rnnscope.explain_summary(text).witness("summary")
    assert witness is not None
    assert (witness.spoke, witness.reason) == (
        False,
        "nothing says what flows into each of its layers",
    )


def test_a_batch_size_that_is_printed_is_that_of_what_flows_in() -> None:
    rows = (("lstm (LSTM)", "(4, 10, 16)", "1280"), ("dense (Dense)", "(4, 10, 1)", "17"))
    text = 'Model: "sequential"\n' + HEAD
    text += "".join(f"{name:29}{shape:26}{number}\n" for name, shape, number in rows)
    for given in (None, (10, 3)):
        report = rnnscope.explain_summary(text, given)
        witness = report.witness("summary")
        assert witness is not None
        assert witness.agrees
        assert "batch_shape=(4, 10, 3)" in report.render("code")
