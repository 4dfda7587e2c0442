"""The layer classes that Keras had itself in each generation; any other name in a file is custom.

What Keras 1 alone had, such as Highway, is left out: others use those names too.
Source: tf_keras/src/layers/__init__.py and the keras 1.2 and 2.3 releases; the tests hold them
against the installed Keras and against what Keras 2 had.
"""

from __future__ import annotations

_CORE = """
    Activation Attention AdditiveAttention AlphaDropout Dense DenseFeatures Dropout EinsumDense
    Embedding Flatten GaussianDropout GaussianNoise Identity InputLayer Lambda Layer Masking
    MultiHeadAttention Permute RepeatVector Reshape SpatialDropout1D SpatialDropout2D
    SpatialDropout3D ActivityRegularization UnitNormalization SpectralNormalization
    ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU RandomFourierFeatures
    TFOpLambda SlicingOpLambda TensorFlowOpLayer ClassMethod InstanceMethod InstanceProperty
    Functional Model Sequential
"""
_MERGING = "Add Average Concatenate Dot Maximum Minimum Multiply Subtract"
_CONVOLUTIONAL = """
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D
    DepthwiseConv2D SeparableConv1D SeparableConv2D LocallyConnected1D LocallyConnected2D
    Convolution1D Convolution2D Convolution3D
    Convolution1DTranspose Convolution2DTranspose Convolution3DTranspose
    SeparableConvolution1D SeparableConvolution2D Deconvolution2D Deconvolution3D
    AtrousConvolution1D AtrousConvolution2D
    Cropping1D Cropping2D Cropping3D UpSampling1D UpSampling2D UpSampling3D
    ZeroPadding1D ZeroPadding2D ZeroPadding3D
    AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D
    AvgPool1D AvgPool2D AvgPool3D MaxPool1D MaxPool2D MaxPool3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
"""
_RECURRENT = """
    AbstractRNNCell
    RNN SimpleRNN GRU LSTM SimpleRNNCell GRUCell LSTMCell StackedRNNCells ConvLSTM1D ConvLSTM2D
    ConvLSTM3D ConvLSTM2DCell CuDNNGRU CuDNNLSTM UnifiedLSTM UnifiedGRU LSTMV1 LSTMV2 GRUV1 GRUV2
    Bidirectional TimeDistributed Wrapper
"""
_NORMALIZATION = """
    BatchNormalization BatchNormalizationV1 BatchNormalizationV2 SyncBatchNormalization
    GroupNormalization LayerNormalization LayerNormalizationV1 Normalization
"""
_PREPROCESSING = """
    CategoryCrossing CategoryEncoding CenterCrop Discretization HashedCrossing Hashing
    IntegerLookup RandomBrightness RandomContrast RandomCrop RandomFlip RandomHeight
    RandomRotation RandomTranslation RandomWidth RandomZoom Rescaling Resizing StringLookup
    TextVectorization
"""

_KERAS_3 = """
    AugMix AutoContrast ContrastLimitedAdaptiveHistogramEqualization
    CutMix Equalization GroupQueryAttention MaxNumBoundingBoxes MelSpectrogram
    MixUp Pipeline RMSNormalization RandAugment RandomColorDegeneration RandomColorJitter
    RandomElasticTransform RandomErasing RandomGaussianBlur RandomGrayscale RandomHue
    RandomInvert RandomPerspective RandomPosterization RandomSaturation RandomSharpness
    RandomShear ReversibleEmbedding STFTSpectrogram Solarization JaxLayer FlaxLayer TFSMLayer
    TorchModuleWrapper AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
"""

KERAS_2 = frozenset(
    f"{_CORE}{_MERGING}{_CONVOLUTIONAL}{_RECURRENT}{_NORMALIZATION}{_PREPROCESSING}".split()
)
KERAS_3 = KERAS_2 | frozenset(_KERAS_3.split())
