import MNMachine

/// A member of a request that llama.cpp's server reads strictly: its names, and what it may be.
///
/// Null counts as absent, and of several names the first that is there is read.
/// Source: llama.cpp, tools/server/server-schema.cpp, `eval` of each kind of field.
struct EngineField: Hashable, Sendable {
    /// What a field may be.
    enum Rule: Hashable, Sendable {
        case truth
        /// Any number, cut off after the point where the server wants an integer; a truth value is 0
        /// or 1.
        case number
        /// A number within limits, outside of which it is refused.
        case within(ClosedRange<Int>)
        /// The same of 64 bits, where a truth value is none.
        case longWithin(ClosedRange<Int>)
        /// A share within limits, outside of which it is refused.
        case share(ClosedRange<Double>)
        case text
        /// A list of texts; in it null and what is empty is passed over, and what is no list is too.
        case texts
        /// A list of texts; what is no list is passed over.
        case strictTexts
        /// One text or a list of texts.
        case textOrTexts
        /// A list of texts with something in it, or these words.
        case someTexts(else: String)
        /// A list, or these words.
        case list(else: String)
        /// An object with fields of its own; what is none is passed over.
        case fields([EngineField])
    }

    var names: [String]
    var rule: Rule
    /// False where a chat's template decides, whatever the request says.
    var isReadInChats: Bool

    init(_ names: String..., rule: Rule, inChats isReadInChats: Bool = true) {
        self.names = names
        self.rule = rule
        self.isReadInChats = isReadInChats
    }

    /// The name and the value under which a request has this field.
    func value(in request: JSONObject) -> (name: String, value: JSON)? {
        for name in names {
            if let value = request[name], value != .null { return (name, value) }
        }
        return nil
    }

    /// Why the server does not take a request because of this field; nil if it does.
    func refusal(of request: JSONObject) -> EngineRefusal? {
        guard let (name, value) = value(in: request) else { return nil }
        if case .fields(let fields) = rule {
            guard let object = value.object else { return nil }
            return fields.lazy.compactMap { $0.refusal(of: object) }.first
        }
        return problem(with: value).map { .invalid("Field '\(name)': \($0)") }
    }

    private func problem(with value: JSON) -> String? {
        switch rule {
        case .truth: value.bool == nil ? Self.mismatch("boolean", value) : nil
        case .number: value.engineNumber == nil ? Self.mismatch("number", value) : nil
        case .within(let range): Self.problem(with: value, in: range)
        case .longWithin(let range):
            value.bool == nil
                ? Self.problem(with: value, in: range) : Self.mismatch("number", value)
        case .share(let range):
            value.engineNumber.map { Self.problem(with: $0, in: range) }
                ?? Self.mismatch("number", value)
        case .text: value.string == nil ? Self.mismatch("string", value) : nil
        case .texts:
            value.array.flatMap { Self.wrongText(in: $0.filter { !$0.isEmptyForEngine }) }
        case .strictTexts: value.array.flatMap(Self.wrongText)
        case .textOrTexts: Self.wrongText(in: value.array ?? [value])
        case .someTexts(let words):
            value.array.map { $0.isEmpty || Self.wrongText(in: $0) != nil } ?? true ? words : nil
        case .list(let words): value.array == nil ? words : nil
        case .fields: nil
        }
    }

    private static func wrongText(in values: [JSON]) -> String? {
        values.first { $0.string == nil }.map { mismatch("string", $0) }
    }

    private static func problem(with value: JSON, in range: ClosedRange<Int>) -> String? {
        guard let number = value.engineInteger else { return mismatch("number", value) }
        if range.contains(number) { return nil }
        return limits("\(range.lowerBound)", "\(range.upperBound)", "\(number)")
    }

    private static func problem(with value: Double, in range: ClosedRange<Double>) -> String? {
        if range.contains(value) { return nil }
        return limits(
            sixDecimals(range.lowerBound), sixDecimals(range.upperBound), sixDecimals(value))
    }

    private static func limits(_ low: String, _ high: String, _ found: String) -> String {
        "Value must be between \(low) <= value <= \(high), but got \(found)"
    }

    /// As C++'s `std::to_string` writes a number with a fraction.
    private static func sixDecimals(_ value: Double) -> String {
        let millionths = Int(saturating: value.magnitude * 1_000_000 + 0.5)
        let rest = String(millionths % 1_000_000)
        return (value < 0 ? "-" : "") + "\(millionths / 1_000_000)."
            + String(repeating: "0", count: 6 - rest.count) + rest
    }

    /// The words of the JSON library that llama.cpp uses (nlohmann/json, `type_error` 302).
    static func mismatch(_ wanted: String, _ found: JSON) -> String {
        "[json.exception.type_error.302] type must be \(wanted), but is \(found.engineTypeName)"
    }

    // The fields that llama.cpp's server reads strictly, in the order in which it looks at them: of two that
    // are wrong the first is told. Source: llama.cpp, tools/server/server-schema.cpp,
    // `make_llama_cmpl_schema`; measured on 26 November 2026 for `temperature`, `max_tokens`, `top_p`,
    // `stream` and `seed`.

    private static let int32Max = Int(Int32.max)

    static let all: [EngineField] = [
        EngineField("verbose", rule: .truth),
        EngineField("timings_per_token", rule: .truth),
        EngineField("stream", rule: .truth),
        EngineField(
            "stream_options", rule: .fields([EngineField("include_usage", rule: .truth)])),
        EngineField("cache_prompt", rule: .truth),
        EngineField("return_tokens", rule: .truth),
        EngineField("return_progress", rule: .truth),
        EngineField("sse_ping_interval", rule: .within(-1...int32Max)),
        predicted,
        EngineField("n_indent", rule: .within(0...int32Max)),
        EngineField("n_keep", rule: .within(-1...int32Max)),
        EngineField("n_discard", rule: .within(0...int32Max)),
        choices,
        EngineField("n_cache_reuse", rule: .within(0...int32Max)),
        EngineField("t_max_predict_ms", rule: .longWithin(-1...Int.max)),
        EngineField("top_k", rule: .number),
        EngineField("top_p", rule: .number),
        EngineField("min_p", rule: .number),
        EngineField("top_n_sigma", rule: .number),
        EngineField("xtc_probability", rule: .number),
        EngineField("xtc_threshold", rule: .number),
        EngineField("typical_p", rule: .number),
        EngineField("temperature", rule: .number),
        EngineField("dynatemp_range", rule: .number),
        EngineField("dynatemp_exponent", rule: .number),
        EngineField("repeat_last_n", rule: .within(0...int32Max)),
        EngineField("repeat_penalty", rule: .number),
        EngineField("frequency_penalty", rule: .number),
        EngineField("presence_penalty", rule: .number),
        EngineField("dry_multiplier", rule: .number),
        EngineField("dry_base", rule: .number),
        EngineField("dry_allowed_length", rule: .within(0...int32Max)),
        EngineField("dry_penalty_last_n", rule: .within(0...int32Max)),
        EngineField("mirostat", rule: .number),
        EngineField("mirostat_tau", rule: .number),
        EngineField("mirostat_eta", rule: .number),
        EngineField("adaptive_target", rule: .number),
        EngineField("adaptive_decay", rule: .share(0...0.99)),
        EngineField("seed", rule: .number),
        EngineField("n_probs", "logprobs", rule: .number),
        EngineField("min_keep", rule: .within(0...int32Max)),
        EngineField("backend_sampling", rule: .truth),
        EngineField("post_sampling_probs", rule: .truth),
        EngineField(
            "lora",
            rule: .list(
                else: "Error: 'lora' must be an array of objects with 'id' and 'scale' fields")),
        EngineField(
            "dry_sequence_breakers",
            rule: .someTexts(
                else: "Error: dry_sequence_breakers must be a non-empty array of strings")),
        EngineField("grammar_lazy", rule: .truth, inChats: false),
        EngineField("chat_format", rule: .number, inChats: false),
        EngineField("reasoning_format", rule: .text),
        EngineField("generation_prompt", rule: .text, inChats: false),
        EngineField("parse_tool_calls", rule: .truth),
        EngineField("chat_parser", rule: .text, inChats: false),
        EngineField("echo", rule: .truth),
        EngineField("preserved_tokens", rule: .textOrTexts, inChats: false),
        EngineField("reasoning_control", rule: .truth),
        EngineField("reasoning_budget_tokens", rule: .within(-1...int32Max)),
        EngineField("reasoning_budget_start_tag", rule: .text),
        EngineField(
            "reasoning_budget_end_tags", "reasoning_budget_end_tag", rule: .textOrTexts),
        EngineField("ignore_eos", rule: .truth),
        EngineField("stop", rule: .texts),
        EngineField("samplers", rule: .strictTexts),
    ]

    /// How many tokens may come.
    static let predicted = EngineField(
        "n_predict", "max_completion_tokens", "max_tokens", rule: .within(-1...int32Max))
    /// How many answers are wanted; how many there may be depends on the server's own settings.
    static let choices = EngineField("n_cmpl", "n", rule: .number)

    /// Why the server does not take a request; nil if it does.
    ///
    /// - Parameter isChat: whether a template makes the prompt, and overrules some of the fields.
    static func refusal(of request: JSONObject, isChat: Bool) -> EngineRefusal? {
        all.lazy.filter { $0.isReadInChats || !isChat }.compactMap { $0.refusal(of: request) }
            .first
    }
}

extension JSON {
    /// The number as llama.cpp reads one, which takes a truth value for 0 or 1.
    var engineNumber: Double? { double ?? bool.map { $0 ? 1 : 0 } }

    /// The number without what follows its point.
    var engineInteger: Int? { integer ?? engineNumber.map { Int(saturating: $0) } }

    /// The kind of value in the words of nlohmann/json.
    fileprivate var engineTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// What `empty()` of nlohmann/json is true of.
    fileprivate var isEmptyForEngine: Bool {
        self == .null || array?.isEmpty == true || object?.members.isEmpty == true
    }
}
