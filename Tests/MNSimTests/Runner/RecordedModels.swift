import MNCore

@testable import MNRunner
@testable import MNSim

/// The models of the recordings: small ones with random weights, packaged for the purpose.
enum RecordedModel {
    static let licence = layer(
        "aa76411af544bfd6f09bd3252916a8be4947f9cb8543d0d7da8c7b9e0dd671ad", 880, .licence)

    static let tinyrec: ModelContent = {
        var model = content(
            "11af84b7fe758f2f804782af43370ff84d02857da25ccce4b909be073d811ba4", 1_795_467_399,
            configuration("Tiny Random", parameters: "122.18K", size: "477.25KiB", label: "0.1M"),
            [layer("9122a0e9c53a9137fcdab299bcdf7b1d1f44fe24d8d9a9f12a79197a36df1023", 497_920)])
        model.behaviour.voice = voice
        return model
    }()

    /// What the weights of tinyrec say to "hi" at temperature 0.
    static let voice: [String] = [
        ("silver", 1), ("river", 9), ("hello", 12), ("cloud", 1), ("world", 1), ("apple", 14),
        ("garden", 4), ("stone", 2), ("garden", 1), ("silver", 1), ("garden", 1), ("silver", 1),
        ("garden", 12), ("open", 1), ("stone", 3), ("road", 20),
    ].flatMap { Array(repeating: " " + $0, count: $1) }

    static let midrec = content(
        "9a90d584b3b3d6437650049b74d2ea55d6d959de37d68f46b364186aca630715", 1_795_467_400,
        configuration(
            "Mid Random", parameters: "11.55M", size: "44.07MiB", label: "11M", embedding: 256,
            feedForward: 512, rope: 64, vocabulary: 20000),
        [
            layer("cdc78c3d8115f1b72c304ef67b2a032c939c53bba9cfe3ee4ce5208a341fd1e0", 46_718_016),
            licence,
            layer(
                "771a04bccbff415bb5313ec0991a7f5ae7ab19a3c367af9e515b8291735a9abe", 4_194_528,
                .projector),
            layer(
                "cd61dc8c18d10e3e9e987c9052f8001b7b54d177f307bf2c8fd1eb3f7494cde4", 81,
                .chatTemplate),
        ])

    static let bigrec = content(
        "1c810818bfca58d69d9435b32854ab9090dce7c68bbb59b49612795074b43836", 1_795_467_400,
        bigConfiguration, bigLayers)

    /// The same weights with a smaller context.
    static let bigrecSmallContext: ModelContent = {
        var model = content(
            "8aa856f0fc9ebcfa343c9acc0e833c7d7f7510ed7d7f00e4330f0482a8424d77", 1_795_467_400,
            bigConfiguration, bigLayers)
        model.configuration.contextSize = 1024
        return model
    }()

    private static let bigConfiguration = configuration(
        "Big Random", parameters: "15.65M", size: "59.69MiB", label: "15M", embedding: 256,
        feedForward: 512, rope: 64, vocabulary: 28000)

    private static let bigLayers = [
        layer("1655612ade20df6094c152252ca5d2cabe73b9239c468661a638e2cb33d7a1b2", 63_310_016),
        licence,
    ]

    static let embedrec = content(
        "dc327aee22fdf6ac93d11de7d798d11e7be964bdebd5c67d189e30ae9e3e0260", 1_795_467_400,
        configuration(
            "Embed Random", parameters: "81.09K", size: "316.75KiB", label: nil, blocks: 1,
            hasTemplate: false),
        [layer("c40a57ef3b9a917f19afbe7dd99b0d0ac35ac43d6dceec00e42a973b227208c0", 332_800)])

    /// The one that makes embeddings, of 16 numbers.
    static let embedrecPooled: ModelContent = {
        var model = embedrec
        model.id = "sha256:58f90a7898d0c3ff680a437a2e2e756d1380f2c1de2eb1c703386af697be92a1"
        model.behaviour.embeddingLength = 16
        return model
    }()

    static let brokenrec = content(
        "c34ad03cec3ea6a734131bb0156754d47374a35ee0a10710e626fa2768be6047", 1_795_467_400,
        configuration("Tiny Random", parameters: "122.18K", size: "234.12KiB", label: "0.1M"),
        [layer("17c9a917b0ca53df23923baa05ccd43f2a5e81c3fc2ad5b8f6ba066cfa8c0633", 248_960)])

    static let alienrec = content(
        "2544ea6834cab658f6e5a58f0a32784a24fd08480a6f51d1007db57695a5266c", 1_795_467_401,
        configuration(
            "Alien", parameters: "81.09K", size: "316.75KiB", label: nil, blocks: 1,
            architecture: "nosucharch"),
        [layer("10587da229ddfc3cf5240bc57da672e5087f1fe3744b2ea27c1a2a268f7ad6b5", 333_056)])

    private static func layer(
        _ digits: String, _ bytes: Int, _ kind: ModelContent.LayerKind = .weights
    ) -> ModelContent.Layer {
        ModelContent.Layer(digest: "sha256:" + digits, size: ByteCount(bytes), kind: kind)
    }

    private static func content(
        _ digits: String, _ created: Int, _ configuration: ModelConfiguration,
        _ layers: [ModelContent.Layer]
    ) -> ModelContent {
        var content = ModelContent(
            id: "sha256:" + digits, created: .seconds(created), configuration: configuration,
            layers: layers)
        content.behaviour.charactersPerToken = 1
        // Three of them, the files and the empty store make what /engines/df tells.
        content.overhead = ByteCount(9086 / 3)
        // The projector of midrec is random, and the engine refuses it.
        if layers.contains(where: { $0.kind == .projector }) {
            content.behaviour.loadFailure = .saying("exiting due to model loading error\n")
        }
        if digits.hasPrefix("11af") { content.overhead = ByteCount(9086 - 9086 / 3 * 2) }
        return content
    }

    private static func configuration(
        _ name: String, parameters: String, size: String, label: String?, blocks: Int = 2,
        embedding: Int = 64, feedForward: Int = 128, rope: Int = 16, vocabulary: Int = 312,
        architecture: String = "llama", hasTemplate: Bool = true
    ) -> ModelConfiguration {
        var metadata = [
            "general.architecture": architecture, "general.file_type": "0",
            "general.license": "apache-2.0", "general.name": name,
            "general.quantization_version": "2", "\(architecture).attention.head_count": "4",
            "\(architecture).attention.head_count_kv": "4",
            "\(architecture).attention.layer_norm_rms_epsilon": "0.000010",
            "\(architecture).block_count": "\(blocks)", "\(architecture).context_length": "2048",
            "\(architecture).embedding_length": "\(embedding)",
            "\(architecture).feed_forward_length": "\(feedForward)",
            "\(architecture).rope.dimension_count": "\(rope)",
            "\(architecture).vocab_size": "\(vocabulary)", "tokenizer.ggml.add_bos_token": "true",
            "tokenizer.ggml.bos_token_id": "1", "tokenizer.ggml.eos_token_id": "2",
            "tokenizer.ggml.model": "llama", "tokenizer.ggml.pre": "default",
            "tokenizer.ggml.unknown_token_id": "0",
        ]
        metadata["general.size_label"] = label
        if hasTemplate {
            metadata["tokenizer.chat_template"] =
                "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
                + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
        }
        return ModelConfiguration(
            quantization: "MOSTLY_F32", parameters: parameters, architecture: architecture,
            size: size, metadata: metadata, contextSize: 2048)
    }
}
