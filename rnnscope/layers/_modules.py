"""Which module has the formula of which class: imported where a model has the class.

Written by `python tests/layers/renew.py` from the `@formula` of each function; do not edit.
"""

from __future__ import annotations

MODULES = {
    "elsewhere.foreign": """
        FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper
    """,
    "elsewhere.legacy": """
        CuDNNGRU CuDNNLSTM Highway LocallyConnected1D LocallyConnected2D MaxoutDense
        ParametricSoftplus RandomFourierFeatures RandomHeight RandomWidth SReLU ThresholdedReLU
    """,
    "elsewhere.qkeras": """
        QActivation QBatchNormalization QConv1D QConv2D QConv2DTranspose QDense QDepthwiseConv2D
        QGRU QLSTM QSeparableConv1D QSeparableConv2D QSimpleRNN
    """,
    "keras.activations": """
        Activation ELU LeakyReLU PReLU ReLU Softmax
    """,
    "keras.applications": """
        CustomScaleLayer LayerScale StochasticDepth
    """,
    "keras.attention": """
        AdditiveAttention Attention GroupQueryAttention MultiHeadAttention
    """,
    "keras.convolutional": """
        Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose DepthwiseConv1D
        DepthwiseConv2D SeparableConv1D SeparableConv2D
    """,
    "keras.core": """
        Dense EinsumDense Embedding Identity InputLayer Lambda Masking ReversibleEmbedding
        Wrapper
    """,
    "keras.image_preprocessing": """
        AugMix AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization CutMix
        Equalization MaxNumBoundingBoxes MixUp RandAugment RandomBrightness
        RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop
        RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale
        RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
        RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Resizing
        Solarization
    """,
    "keras.merging": """
        Add Average Concatenate Dot Maximum Minimum Multiply Subtract
    """,
    "keras.normalization": """
        BatchNormalization GroupNormalization LayerNormalization RMSNormalization
        SpectralNormalization UnitNormalization
    """,
    "keras.pooling": """
        AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
        AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AveragePooling1D
        AveragePooling2D AveragePooling3D GlobalAveragePooling1D GlobalAveragePooling2D
        GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
        MaxPooling1D MaxPooling2D MaxPooling3D
    """,
    "keras.preprocessing": """
        CategoryEncoding Discretization FeatureSpace HashedCrossing Hashing IntegerLookup
        MelSpectrogram Normalization Pipeline Rescaling STFTSpectrogram StringLookup TFDConcat
        TFDIdentity TextVectorization
    """,
    "keras.regularization": """
        ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise
        SpatialDropout1D SpatialDropout2D SpatialDropout3D
    """,
    "keras.reshaping": """
        Cropping1D Cropping2D Cropping3D Flatten Permute RepeatVector Reshape UpSampling1D
        UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """,
    "keras.rnn": """
        ConvLSTM1D ConvLSTM2D ConvLSTM3D GRU GRUCell LSTM LSTMCell SimpleRNN SimpleRNNCell
    """,
    "keras.rnn_wrappers": """
        Bidirectional RNN StackedRNNCells TimeDistributed
    """,
    "operations.elementwise": """
        ops.Absolute ops.Add ops.Arccos ops.Arccosh ops.Arcsin ops.Arcsinh ops.Arctan
        ops.Arctan2 ops.Arctanh ops.Cast ops.Ceil ops.Celu ops.Clip ops.Cos ops.Cosh ops.Divide
        ops.DivideNoNan ops.Elu ops.Equal ops.Erf ops.Exp ops.Exp2 ops.Expm1 ops.Flip ops.Floor
        ops.FloorDivide ops.Gelu ops.Greater ops.GreaterEqual ops.HardShrink ops.HardSigmoid
        ops.HardSilu ops.HardTanh ops.Isfinite ops.Isinf ops.Isnan ops.LeakyRelu ops.Less
        ops.LessEqual ops.Log ops.Log10 ops.Log1p ops.Log2 ops.LogSigmoid ops.LogSoftmax
        ops.LogicalAnd ops.LogicalNot ops.LogicalOr ops.LogicalXor ops.Maximum ops.Minimum
        ops.Mod ops.Multiply ops.NanToNum ops.Negative ops.Normalize ops.NotEqual ops.OnesLike
        ops.Power ops.Reciprocal ops.Relu ops.Relu6 ops.Roll ops.Round ops.Rsqrt ops.Selu
        ops.Sigmoid ops.Sign ops.Silu ops.Sin ops.Sinh ops.SoftShrink ops.Softmax ops.Softplus
        ops.Softsign ops.SparsePlus ops.SparseSigmoid ops.Sparsemax ops.Sqrt ops.Square
        ops.Squareplus ops.StopGradient ops.Subtract ops.Tan ops.Tanh ops.TanhShrink
        ops.Threshold ops.Tril ops.Triu ops.TrueDivide ops.Trunc ops.Where ops.ZerosLike
    """,
    "operations.picking": """
        ops.GetItem ops.Split ops.Take ops.Unstack
    """,
    "operations.shape_operations": """
        ops.All ops.Amax ops.Amin ops.Any ops.Argmax ops.Argmin ops.Average ops.BroadcastTo
        ops.Concatenate ops.CountNonzero ops.Cumprod ops.Cumsum ops.Einsum ops.ExpandDims
        ops.Logsumexp ops.Matmul ops.Max ops.Mean ops.Median ops.Min ops.Moments ops.Moveaxis
        ops.Norm ops.OneHot ops.Pad ops.Prod ops.Ravel ops.Repeat ops.Reshape ops.Resize
        ops.Squeeze ops.Stack ops.Std ops.Sum ops.Swapaxes ops.Tile ops.Transpose ops.Var
    """,
    "operations.tensorflow_functions": """
        SlicingOpLambda TFOpLambda TensorFlowOpLayer
    """,
}
