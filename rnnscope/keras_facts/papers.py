"""The papers that layers, activations and what is done to weights come from, to be quoted.

Each as the APA style has it, with its venue, and its arXiv number or its DOI.
"""

from __future__ import annotations

_LSTM = (
    "Hochreiter, S., & Schmidhuber, J. (1997). Long short-term memory. "
    "Neural Computation, 9(8), 1735–1780. https://doi.org/10.1162/neco.1997.9.8.1735",
    "Gers, F. A., Schmidhuber, J., & Cummins, F. (2000). Learning to forget: Continual "
    "prediction with LSTM. Neural Computation, 12(10), 2451–2471. "
    "https://doi.org/10.1162/089976600300015015",
)
_GRU = (
    "Cho, K., van Merriënboer, B., Gulcehre, C., Bahdanau, D., Bougares, F., Schwenk, H., & "
    "Bengio, Y. (2014). Learning phrase representations using RNN encoder-decoder for "
    "statistical machine translation. EMNLP 2014. arXiv:1406.1078",
)
_ELMAN = (
    "Elman, J. L. (1990). Finding structure in time. Cognitive Science, 14(2), 179–211. "
    "https://doi.org/10.1207/s15516709cog1402_1",
)
_CONV_LSTM = (
    "Shi, X., Chen, Z., Wang, H., Yeung, D.-Y., Wong, W.-K., & Woo, W.-C. (2015). "
    "Convolutional LSTM network: A machine learning approach for precipitation nowcasting. "
    "NeurIPS 2015. arXiv:1506.04214",
)
_CONVOLUTION = (
    "Dumoulin, V., & Visin, F. (2016). A guide to convolution arithmetic for deep learning. "
    "arXiv:1603.07285",
)
_SEPARABLE = (
    "Chollet, F. (2017). Xception: Deep learning with depthwise separable convolutions. "
    "CVPR 2017. arXiv:1610.02357",
)
_DEPTHWISE = (
    "Howard, A. G., Zhu, M., Chen, B., Kalenichenko, D., Wang, W., Weyand, T., Andreetto, M., & "
    "Adam, H. (2017). MobileNets: Efficient convolutional neural networks for mobile vision "
    "applications. arXiv:1704.04861",
)
_DROPOUT = (
    "Srivastava, N., Hinton, G., Krizhevsky, A., Sutskever, I., & Salakhutdinov, R. (2014). "
    "Dropout: A simple way to prevent neural networks from overfitting. Journal of Machine "
    "Learning Research, 15(56), 1929–1958",
)
_SPATIAL_DROPOUT = (
    "Tompson, J., Goroshin, R., Jain, A., LeCun, Y., & Bregler, C. (2015). Efficient object "
    "localization using convolutional networks. CVPR 2015. arXiv:1411.4280",
)
_SELU = (
    "Klambauer, G., Unterthiner, T., Mayr, A., & Hochreiter, S. (2017). Self-normalizing neural "
    "networks. NeurIPS 2017. arXiv:1706.02515",
)
_ELU = (
    "Clevert, D.-A., Unterthiner, T., & Hochreiter, S. (2016). Fast and accurate deep network "
    "learning by exponential linear units (ELUs). ICLR 2016. arXiv:1511.07289",
)
_RELU = (
    "Nair, V., & Hinton, G. E. (2010). Rectified linear units improve restricted Boltzmann "
    "machines. ICML 2010",
)
_SILU = (
    "Elfwing, S., Uchibe, E., & Doya, K. (2018). Sigmoid-weighted linear units for neural "
    "network function approximation in reinforcement learning. Neural Networks, 107, 3–11. "
    "arXiv:1702.03118",
)
_NETWORK_IN_NETWORK = (
    "Lin, M., Chen, Q., & Yan, S. (2014). Network in network. ICLR 2014. arXiv:1312.4400",
)

PAPERS = {
    **dict.fromkeys(("SimpleRNN", "SimpleRNNCell"), _ELMAN),
    **dict.fromkeys(("LSTM", "LSTMCell", "CuDNNLSTM"), _LSTM),
    **dict.fromkeys(("GRU", "GRUCell", "CuDNNGRU"), _GRU),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _CONV_LSTM),
    "Bidirectional": (
        "Schuster, M., & Paliwal, K. K. (1997). Bidirectional recurrent neural networks. IEEE "
        "Transactions on Signal Processing, 45(11), 2673–2681. https://doi.org/10.1109/78.650093",
    ),
    **{f"Conv{rank}D{way}": _CONVOLUTION for rank in (1, 2, 3) for way in ("", "Transpose")},
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _SEPARABLE),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _DEPTHWISE),
    "Attention": (
        "Luong, M.-T., Pham, H., & Manning, C. D. (2015). Effective approaches to "
        "attention-based neural machine translation. EMNLP 2015. arXiv:1508.04025",
    ),
    "AdditiveAttention": (
        "Bahdanau, D., Cho, K., & Bengio, Y. (2015). Neural machine translation by jointly "
        "learning to align and translate. ICLR 2015. arXiv:1409.0473",
    ),
    "MultiHeadAttention": (
        "Vaswani, A., Shazeer, N., Parmar, N., Uszkoreit, J., Jones, L., Gomez, A. N., Kaiser, "
        "Ł., & Polosukhin, I. (2017). Attention is all you need. NeurIPS 2017. arXiv:1706.03762",
    ),
    "GroupQueryAttention": (
        "Ainslie, J., Lee-Thorp, J., de Jong, M., Zemlyanskiy, Y., Lebrón, F., & Sanghai, S. "
        "(2023). GQA: Training generalized multi-query transformer models from multi-head "
        "checkpoints. EMNLP 2023. arXiv:2305.13245",
    ),
    "BatchNormalization": (
        "Ioffe, S., & Szegedy, C. (2015). Batch normalization: Accelerating deep network "
        "training by reducing internal covariate shift. ICML 2015. arXiv:1502.03167",
    ),
    "LayerNormalization": (
        "Ba, J. L., Kiros, J. R., & Hinton, G. E. (2016). Layer normalization. arXiv:1607.06450",
    ),
    "GroupNormalization": (
        "Wu, Y., & He, K. (2018). Group normalization. ECCV 2018. arXiv:1803.08494",
    ),
    "RMSNormalization": (
        "Zhang, B., & Sennrich, R. (2019). Root mean square layer normalization. NeurIPS 2019. "
        "arXiv:1910.07467",
    ),
    "SpectralNormalization": (
        "Miyato, T., Kataoka, T., Koyama, M., & Yoshida, Y. (2018). Spectral normalization for "
        "generative adversarial networks. ICLR 2018. arXiv:1802.05957",
    ),
    **dict.fromkeys(("Dropout", "GaussianDropout"), _DROPOUT),
    **{f"SpatialDropout{rank}D": _SPATIAL_DROPOUT for rank in (1, 2, 3)},
    "AlphaDropout": _SELU,
    "PReLU": (
        "He, K., Zhang, X., Ren, S., & Sun, J. (2015). Delving deep into rectifiers: Surpassing "
        "human-level performance on ImageNet classification. ICCV 2015. arXiv:1502.01852",
    ),
    "ELU": _ELU,
    "ReLU": _RELU,
    **{f"GlobalAveragePooling{rank}D": _NETWORK_IN_NETWORK for rank in (1, 2, 3)},
    "ReversibleEmbedding": (
        "Press, O., & Wolf, L. (2017). Using the output embedding to improve language models. "
        "EACL 2017. arXiv:1608.05859",
    ),
    "LayerScale": (
        "Touvron, H., Cord, M., Sablayrolles, A., Synnaeve, G., & Jégou, H. (2021). Going deeper "
        "with image transformers. ICCV 2021. arXiv:2103.17239",
    ),
    "StochasticDepth": (
        "Huang, G., Sun, Y., Liu, Z., Sedra, D., & Weinberger, K. Q. (2016). Deep networks with "
        "stochastic depth. ECCV 2016. arXiv:1603.09382",
    ),
    "Highway": (
        "Srivastava, R. K., Greff, K., & Schmidhuber, J. (2015). Highway networks. "
        "arXiv:1505.00387",
    ),
    "MaxoutDense": (
        "Goodfellow, I. J., Warde-Farley, D., Mirza, M., Courville, A., & Bengio, Y. (2013). "
        "Maxout networks. ICML 2013. arXiv:1302.4389",
    ),
    "RandomFourierFeatures": (
        "Rahimi, A., & Recht, B. (2007). Random features for large-scale kernel machines. "
        "NeurIPS 2007",
    ),
}

OF_ACTIVATION = {
    "elu": _ELU,
    "gelu": (
        "Hendrycks, D., & Gimpel, K. (2016). Gaussian error linear units (GELUs). arXiv:1606.08415",
    ),
    "mish": (
        "Misra, D. (2020). Mish: A self regularized non-monotonic activation function. "
        "BMVC 2020. arXiv:1908.08681",
    ),
    "relu": _RELU,
    "selu": _SELU,
    **dict.fromkeys(("silu", "swish"), _SILU),
}

OF_SETTING = {
    "lora_rank": (
        "Hu, E. J., Shen, Y., Wallis, P., Allen-Zhu, Z., Li, Y., Wang, S., Wang, L., & Chen, W. "
        "(2022). LoRA: Low-rank adaptation of large language models. ICLR 2022. "
        "arXiv:2106.09685",
    ),
    "renorm": (
        "Ioffe, S. (2017). Batch renormalization: Towards reducing minibatch dependence in "
        "batch-normalized models. NeurIPS 2017. arXiv:1702.03275",
    ),
    "use_gate": (
        "Qiu, Z., Wang, Z., Zheng, B., et al. (2025). Gated attention for large language models: "
        "Non-linearity, sparsity, and attention-sink-free. arXiv:2505.06708",
    ),
}

OF_QUANTIZATION = {
    "gptq": (
        "Frantar, E., Ashkboos, S., Hoefler, T., & Alistarh, D. (2023). GPTQ: Accurate "
        "post-training quantization for generative pre-trained transformers. ICLR 2023. "
        "arXiv:2210.17323",
    ),
    "awq": (
        "Lin, J., Tang, J., Tang, H., et al. (2024). AWQ: Activation-aware weight quantization "
        "for on-device LLM compression and acceleration. MLSys 2024. arXiv:2306.00978",
    ),
    "float8": (
        "Micikevicius, P., Stosic, D., Burgess, N., et al. (2022). FP8 formats for deep "
        "learning. arXiv:2209.05433",
    ),
}
