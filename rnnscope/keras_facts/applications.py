"""The models of keras.applications: their names, and their counts with and without their top.

Each is as its function makes it without arguments.  Source: keras/src/applications;
`python tests/keras_facts/applications.py` writes this table.
"""

from __future__ import annotations

# What its name begins with, its count, and its count with include_top=False.
APPLICATIONS: dict[str, tuple[str, int, int]] = {
    "ConvNeXtBase": ("convnext_base", 88_591_464, 87_566_464),
    "ConvNeXtLarge": ("convnext_large", 197_767_336, 196_230_336),
    "ConvNeXtSmall": ("convnext_small", 50_223_688, 49_454_688),
    "ConvNeXtTiny": ("convnext_tiny", 28_589_128, 27_820_128),
    "ConvNeXtXLarge": ("convnext_xlarge", 350_196_968, 348_147_968),
    "DenseNet121": ("densenet121", 8_062_504, 7_037_504),
    "DenseNet169": ("densenet169", 14_307_880, 12_642_880),
    "DenseNet201": ("densenet201", 20_242_984, 18_321_984),
    "EfficientNetB0": ("efficientnetb0", 5_330_571, 4_049_571),
    "EfficientNetB1": ("efficientnetb1", 7_856_239, 6_575_239),
    "EfficientNetB2": ("efficientnetb2", 9_177_569, 7_768_569),
    "EfficientNetB3": ("efficientnetb3", 12_320_535, 10_783_535),
    "EfficientNetB4": ("efficientnetb4", 19_466_823, 17_673_823),
    "EfficientNetB5": ("efficientnetb5", 30_562_527, 28_513_527),
    "EfficientNetB6": ("efficientnetb6", 43_265_143, 40_960_143),
    "EfficientNetB7": ("efficientnetb7", 66_658_687, 64_097_687),
    "EfficientNetV2B0": ("efficientnetv2-b0", 7_200_312, 5_919_312),
    "EfficientNetV2B1": ("efficientnetv2-b1", 8_212_124, 6_931_124),
    "EfficientNetV2B2": ("efficientnetv2-b2", 10_178_374, 8_769_374),
    "EfficientNetV2B3": ("efficientnetv2-b3", 14_467_622, 12_930_622),
    "EfficientNetV2L": ("efficientnetv2-l", 119_027_848, 117_746_848),
    "EfficientNetV2M": ("efficientnetv2-m", 54_431_388, 53_150_388),
    "EfficientNetV2S": ("efficientnetv2-s", 21_612_360, 20_331_360),
    "InceptionResNetV2": ("inception_resnet_v2", 55_873_736, 54_336_736),
    "InceptionV3": ("inception_v3", 23_851_784, 21_802_784),
    "MobileNet": ("mobilenet_1.00_", 4_253_864, 3_228_864),
    "MobileNetV2": ("mobilenetv2_1.00_", 3_538_984, 2_257_984),
    "MobileNetV3Large": ("MobileNetV3Large", 5_507_432, 2_996_352),
    "MobileNetV3Small": ("MobileNetV3Small", 2_554_968, 939_120),
    "NASNetLarge": ("nasnet_large", 88_949_818, 84_887_922),
    "NASNetMobile": ("nasnet_mobile", 5_326_716, 4_269_716),
    "ResNet101": ("resnet101", 44_707_176, 42_658_176),
    "ResNet101V2": ("resnet101v2", 44_675_560, 42_626_560),
    "ResNet152": ("resnet152", 60_419_944, 58_370_944),
    "ResNet152V2": ("resnet152v2", 60_380_648, 58_331_648),
    "ResNet50": ("resnet50", 25_636_712, 23_587_712),
    "ResNet50V2": ("resnet50v2", 25_613_800, 23_564_800),
    "VGG16": ("vgg16", 138_357_544, 14_714_688),
    "VGG19": ("vgg19", 143_667_240, 20_024_384),
    "Xception": ("xception", 22_910_480, 20_861_480),
}
