"""The names of the layer classes and operations that Keras has itself, in each generation.

Any other name in a file is somebody's own. What Keras 3 does not have any more is in KERAS_3
too: a file of today may hold a class that was kept.

Written by `python tests/keras_facts/renew.py` from keras 2.12.0, keras 2.15.0, tf_keras 2.20.1,
keras 3.0.5, keras 3.5.0, keras 3.8.0, keras 3.12.0, keras 3.15.1; do not edit.
"""

from __future__ import annotations

KERAS_2 = frozenset(
    """
    AbstractRNNCell Activation ActivityRegularization Add AdditiveAttention AlphaDropout
    AtrousConvolution1D AtrousConvolution2D Attention Average AveragePooling1D AveragePooling2D
    AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BatchNormalization BatchNormalizationV1
    BatchNormalizationV2 Bidirectional CategoryCrossing CategoryEncoding CenterCrop ClassMethod
    Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D
    ConvLSTM2D ConvLSTM2DCell ConvLSTM3D Convolution1D Convolution1DTranspose Convolution2D
    Convolution2DTranspose Convolution3D Convolution3DTranspose Cropping1D Cropping2D Cropping3D
    CuDNNGRU CuDNNLSTM Deconvolution2D Deconvolution3D Dense DenseFeatures DepthwiseConv1D
    DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense Embedding Flatten Functional GRU
    GRUCell GRUV1 GRUV2 GaussianDropout GaussianNoise GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D
    GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling1D
    GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization HashedCrossing Hashing Identity
    InputLayer InstanceMethod InstanceProperty IntegerLookup LSTM LSTMCell LSTMV1 LSTMV2 Lambda
    Layer LayerNormalization LayerNormalizationV1 LeakyReLU LocallyConnected1D
    LocallyConnected2D Masking MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D
    MaxPooling3D Maximum Minimum Model MultiHeadAttention Multiply Normalization PReLU Permute
    RNN RandomBrightness RandomContrast RandomCrop RandomFlip RandomFourierFeatures RandomHeight
    RandomRotation RandomTranslation RandomWidth RandomZoom ReLU RepeatVector Rescaling Reshape
    Resizing SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D
    Sequential SimpleRNN SimpleRNNCell SlicingOpLambda Softmax SpatialDropout1D SpatialDropout2D
    SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup Subtract
    SyncBatchNormalization TFOpLambda TensorFlowOpLayer TextVectorization ThresholdedReLU
    TimeDistributed UnifiedGRU UnifiedLSTM UnitNormalization UpSampling1D UpSampling2D
    UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """.split()  # noqa: SIM905
)
KERAS_3 = KERAS_2 | frozenset(
    """
    AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D AugMix AutoContrast
    ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization FlaxLayer
    GroupQueryAttention JaxLayer MaxNumBoundingBoxes MelSpectrogram MixUp Pipeline
    RMSNormalization RandAugment RandomColorDegeneration RandomColorJitter
    RandomElasticTransform RandomErasing RandomGaussianBlur RandomGrayscale RandomHue
    RandomInvert RandomPerspective RandomPosterization RandomSaturation RandomSharpness
    RandomShear ReversibleEmbedding STFTSpectrogram Solarization TFSMLayer TorchModuleWrapper
    """.split()  # noqa: SIM905
)
# Second names of classes in keras.layers; configs hold the first.
ALIASES = {
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    "Convolution1D": "Conv1D",
    "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
    "Convolution3D": "Conv3D",
    "Convolution3DTranspose": "Conv3DTranspose",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalAvgPool3D": "GlobalAveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalMaxPool3D": "GlobalMaxPooling3D",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
}
# Classes whose name in Python is another than the one in configs.
PYTHON_NAMES = {"GroupQueryAttention": "GroupedQueryAttention"}
# The operations that are classes, by the module of keras.src.ops they are in.
_OF_MODULE = {
    "core": """
        AssociativeScan Cast Cond ConvertToTensor ForiLoop Map SaturateCast Scan Scatter
        ScatterUpdate Slice SliceUpdate StopGradient Switch Unstack VectorizedMap WhileLoop
    """,
    "einops": "Rearrange",
    "image": """
        AffineTransform CropImages ElasticTransform ExtractPatches ExtractPatches3D GaussianBlur
        HSVToRGB MapCoordinates PadImages PerspectiveTransform RGBToGrayscale RGBToHSV Resize
        SSIM ScaleAndTranslate SobelEdges
    """,
    "linalg": """
        Cholesky CholeskyInverse Det Eig Eigh Inv JVP Lstsq LuFactor MatrixRank Norm Pinv Qr SVD
        Solve SolveTriangular
    """,
    "math": """
        CDist Erf Erfc Erfinv ExtractSequences FFT FFT2 IFFT2 IRFFT ISTFT InTopK Logdet
        Logsumexp RFFT Rsqrt STFT SegmentMax SegmentMin SegmentProd SegmentReduction SegmentSum
        TopK ViewAsComplex ViewAsReal
    """,
    "nn": """
        AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm BinaryCrossentropy CTCDecode
        CTCLoss CategoricalCrossentropy Celu Conv ConvTranspose CtcLoss DepthToSpace
        DepthwiseConv DotProductAttention Elu Fold Gelu Glu HardShrink HardSigmoid HardSilu
        HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool Moments MultiHot Normalize
        OneHot PSNR Polar RMSNorm Relu Relu6 Selu SeparableConv Sigmoid Silu SoftShrink Softmax
        Softplus Softsign SpaceToDepth SparseCategoricalCrossentropy SparsePlus SparseSigmoid
        Sparsemax Squareplus TanhShrink Threshold Unfold
    """,
    "numpy": """
        Abs Absolute Add All AllClose Amax Amin Angle Any Append Arange Arccos Arccosh Arcsin
        Arcsinh Arctan Arctan2 Arctanh Argmax Argmin Argpartition Argsort Array ArraySplit
        Average Bartlett Bincount BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr
        BitwiseRightShift BitwiseXor Blackman BroadcastTo Cbrt Ceil Clip Concatenate Conj
        Conjugate Copy Corrcoef Correlate Cos Cosh CountNonzero Cross Cumprod Cumsum Deg2rad
        Diag Diagflat Diagonal Diff Digitize Divide DivideNoNan Dot Dsplit Dstack Einsum Empty
        EmptyLike Equal Exp Exp2 ExpandDims Expm1 Eye Fabs Flip Fliplr Flipud Floor FloorDivide
        Fmax Fmin Fmod Full FullLike Gcd Geomspace GetItem Greater GreaterEqual Hamming Hanning
        Heaviside Histogram Hsplit Hstack Hypot I0 Identity Imag Inner IsIn Isclose Isfinite
        Isinf Isnan Isneginf Isposinf Isreal Kaiser Kron Lcm Ldexp LeftShift Less LessEqual
        Linspace Log Log10 Log1p Log2 Logaddexp Logaddexp2 LogicalAnd LogicalNot LogicalOr
        LogicalXor Logspace Matmul Max Maximum Mean Median Meshgrid Min Minimum Mod Moveaxis
        Multiply NanToNum Nanargmax Nanargmin Nancumprod Nancumsum Nanmax Nanmean Nanmedian
        Nanmin Nanpercentile Nanprod Nanquantile Nanstd Nansum Nanvar Ndim Negative Nextafter
        Nonzero NotEqual Ones OnesLike Outer Pad Percentile Power Prod Ptp Quantile Rad2deg
        Ravel Real Reciprocal Repeat Reshape RightShift Roll Rot90 Round SearchSorted Select
        Sign Signbit Sin Sinc Sinh Size Slogdet Sort Split Sqrt Square Squeeze Stack Std
        Subtract Sum Swapaxes Take TakeAlongAxis Tan Tanh Tensordot Tile Trace Transpose
        Trapezoid Tri Tril Triu TrueDivide Trunc Unique UnravelIndex Vander Var Vdot View Vsplit
        Vstack Where Zeros ZerosLike
    """,
}
OPERATIONS = {
    name: f"keras.src.ops.{module}"
    for module, names in _OF_MODULE.items()
    for name in names.split()
}
