"""Tables of what Keras has, and what its words mean.

Generated, from each version that tests/keras_facts/renew.py lists: class_names,
settings, constructors.  By hand, as Keras does not say it: what words mean
(glossary), which arguments have no say in a count (arguments), which operation
of Keras a function of TensorFlow is (tensorflow_functions), and the generations
of Keras (versions).
"""
