"""What is said of a model in sentences, with its own numbers: one who is new to it reads them."""

from rnnscope.words.model import model_sentences as model_sentences
