"""Where keras.io documents each layer class.

As `scripts/api_master.py` of keras-team/keras-io lists the pages, and keras.io has them; a
class that is not here has no page there that we know.
"""

from __future__ import annotations

_ROOT = "https://keras.io/api/layers/"
_PREPROCESSING = "preprocessing_layers/"
_PAGES = {
    "core_layers": """
        Dense:dense EinsumDense:einsum_dense Activation:activation Embedding:embedding
        Masking:masking Lambda:lambda Identity:identity InputLayer:input
    """,
    "convolution_layers": """
        Conv1D:convolution1d Conv2D:convolution2d Conv3D:convolution3d
        SeparableConv1D:separable_convolution1d SeparableConv2D:separable_convolution2d
        DepthwiseConv1D:depthwise_convolution1d DepthwiseConv2D:depthwise_convolution2d
        Conv1DTranspose:convolution1d_transpose Conv2DTranspose:convolution2d_transpose
        Conv3DTranspose:convolution3d_transpose
    """,
    "pooling_layers": """
        MaxPooling1D:max_pooling1d MaxPooling2D:max_pooling2d MaxPooling3D:max_pooling3d
        AveragePooling1D:average_pooling1d AveragePooling2D:average_pooling2d
        AveragePooling3D:average_pooling3d GlobalMaxPooling1D:global_max_pooling1d
        GlobalMaxPooling2D:global_max_pooling2d GlobalMaxPooling3D:global_max_pooling3d
        GlobalAveragePooling1D:global_average_pooling1d
        GlobalAveragePooling2D:global_average_pooling2d
        GlobalAveragePooling3D:global_average_pooling3d
        AdaptiveAveragePooling1D:adaptive_average_pooling1d
    """,
    "recurrent_layers": """
        LSTM:lstm LSTMCell:lstm_cell GRU:gru GRUCell:gru_cell SimpleRNN:simple_rnn
        SimpleRNNCell:simple_rnn_cell TimeDistributed:time_distributed RNN:rnn
        Bidirectional:bidirectional ConvLSTM1D:conv_lstm1d ConvLSTM2D:conv_lstm2d
        ConvLSTM3D:conv_lstm3d StackedRNNCells:stacked_rnn_cell
    """,
    f"{_PREPROCESSING}text": "TextVectorization:text_vectorization",
    f"{_PREPROCESSING}numerical": """
        Normalization:normalization SpectralNormalization:spectral_normalization
        Discretization:discretization
    """,
    f"{_PREPROCESSING}categorical": """
        CategoryEncoding:category_encoding Hashing:hashing HashedCrossing:hashed_crossing
        StringLookup:string_lookup IntegerLookup:integer_lookup
    """,
    f"{_PREPROCESSING}image_preprocessing": """
        Resizing:resizing Rescaling:rescaling CenterCrop:center_crop
        AutoContrast:auto_constrast
    """,
    f"{_PREPROCESSING}image_augmentation": """
        AugMix:aug_mix CutMix:cut_mix Equalization:equalization MixUp:mix_up Pipeline:pipeline
        RandAugment:rand_augment RandomBrightness:random_brightness
        RandomColorDegeneration:random_color_degeneration RandomColorJitter:random_color_jitter
        RandomContrast:random_contrast RandomCrop:random_crop
        RandomElasticTransform:random_elastic_transform RandomErasing:random_erasing
        RandomFlip:random_flip RandomGaussianBlur:random_gaussian_blur
        RandomGrayscale:random_grayscale RandomHue:random_hue RandomInvert:random_invert
        RandomPerspective:random_perspective RandomPosterization:random_posterization
        RandomRotation:random_rotation RandomSaturation:random_saturation
        RandomSharpness:random_sharpness RandomShear:random_shear
        RandomTranslation:random_translation RandomZoom:random_zoom Solarization:solarization
    """,
    f"{_PREPROCESSING}audio_preprocessing": """
        MelSpectrogram:mel_spectrogram STFTSpectrogram:stft_spectrogram
    """,
    "normalization_layers": """
        BatchNormalization:batch_normalization LayerNormalization:layer_normalization
        UnitNormalization:unit_normalization GroupNormalization:group_normalization
        RMSNormalization:rms_normalization
    """,
    "regularization_layers": """
        Dropout:dropout SpatialDropout1D:spatial_dropout1d SpatialDropout2D:spatial_dropout2d
        SpatialDropout3D:spatial_dropout3d GaussianDropout:gaussian_dropout
        AlphaDropout:alpha_dropout GaussianNoise:gaussian_noise
        ActivityRegularization:activity_regularization
    """,
    "attention_layers": """
        GroupQueryAttention:group_query_attention MultiHeadAttention:multi_head_attention
        Attention:attention AdditiveAttention:additive_attention
    """,
    "reshaping_layers": """
        Reshape:reshape Flatten:flatten RepeatVector:repeat_vector Permute:permute
        Cropping1D:cropping1d Cropping2D:cropping2d Cropping3D:cropping3d
        UpSampling1D:up_sampling1d UpSampling2D:up_sampling2d UpSampling3D:up_sampling3d
        ZeroPadding1D:zero_padding1d ZeroPadding2D:zero_padding2d ZeroPadding3D:zero_padding3d
    """,
    "merging_layers": """
        Concatenate:concatenate Average:average Maximum:maximum Minimum:minimum Add:add
        Subtract:subtract Multiply:multiply Dot:dot
    """,
    "activation_layers": "ReLU:relu Softmax:softmax LeakyReLU:leaky_relu PReLU:prelu ELU:elu",
    "backend_specific_layers": """
        TorchModuleWrapper:torch_module_wrapper TFSMLayer:tfsm_layer JaxLayer:jax_layer
        FlaxLayer:flax_layer
    """,
}

PAGES = {
    class_name: f"{_ROOT}{section}/{page}/"
    for section, pages in _PAGES.items()
    for class_name, page in (each.split(":") for each in pages.split())
}
