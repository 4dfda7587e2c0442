"""What somebody expects of a model's counts, and what does not hold of it."""

from __future__ import annotations

from rnnscope.expectations.expectations import Expectations as Expectations
from rnnscope.expectations.failure import Failure as Failure
from rnnscope.expectations.failure import Part as Part
from rnnscope.expectations.failure import Subject as Subject
