"""The layers of Keras 3, in modules named as Keras's folders."""
