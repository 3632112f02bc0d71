/// The keys of GGUF files beside those of a catalog entry.
enum GGUFKeys {
    static let architecture = "general.architecture"
    static let alignment = "general.alignment"
    static let words = "tokenizer.ggml.tokens"
    static let parts = "split.count"

    /// What stands behind the name of the architecture, where it is not the same.
    private static let other = [
        "head_count": "attention.head_count", "head_count_kv": "attention.head_count_kv",
        "key_length": "attention.key_length", "value_length": "attention.value_length",
        "key_length_swa": "attention.key_length_swa",
        "value_length_swa": "attention.value_length_swa",
        "sliding_window": "attention.sliding_window",
        "sliding_window_pattern": "attention.sliding_window_pattern",
        "shared_kv_layers": "attention.shared_kv_layers",
        "embedding_length_per_layer": "embedding_length_per_layer_input",
        "ssm_conv_kernel": "ssm.conv_kernel", "ssm_inner_size": "ssm.inner_size",
        "ssm_state_size": "ssm.state_size", "ssm_group_count": "ssm.group_count",
        "ssm_head_count": "ssm.time_step_rank",
    ]

    /// The figures of a catalog entry, but for the name.
    static let figures = [
        "block_count", "embedding_length", "feed_forward_length", "head_count",
        "head_count_kv", "key_length", "value_length", "key_length_swa", "value_length_swa",
        "sliding_window", "sliding_window_pattern", "shared_kv_layers", "vocab_size",
        "context_length", "expert_used_count", "expert_feed_forward_length",
        "embedding_length_per_layer", "ssm_conv_kernel", "ssm_inner_size", "ssm_state_size",
        "ssm_group_count", "ssm_head_count",
    ]

    static func key(of figure: String, in architecture: String) -> String {
        figure == "name" ? Self.architecture : "\(architecture).\(other[figure] ?? figure)"
    }

    /// The keys that say something of a model's memory.
    static func used(in architecture: String) -> Set<String> {
        Set(
            [Self.architecture, alignment, words, parts]
                + figures.map { key(of: $0, in: architecture) })
    }

    /// The figures of an architecture as a catalog entry has them.
    static func members(of name: String, _ value: (String) -> JSON?) -> JSONObject {
        var members: JSONObject = ["name": .string(name)]
        for figure in figures { members[figure] = value(key(of: figure, in: name)) }
        return members
    }
}

extension GGUFHeader.Value {
    /// The value as a catalog entry has it; nil for what is none of its kinds.
    var json: JSON? {
        switch self {
        case .integer(let value): .integer(value)
        case .bool(let value): .bool(value)
        case .text(let text): .string(text)
        case .integers(let values): .array(values.map { .integer($0) })
        case .bools(let values): .array(values.map { .bool($0) })
        case .list, .other: nil
        }
    }

    /// What it is, where it is none of the kinds of a catalog entry.
    var oddity: String? {
        switch self {
        case .list(let count): "a list of \(count)"
        case .other(let what): what
        default: nil
        }
    }
}
