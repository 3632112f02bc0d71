/// What of a model decides the memory that llama.cpp allocates for it, as its GGUF file states it.
///
/// A figure that is nil is not known; the ledger says what hangs on it.
package struct ModelArchitecture: Hashable, Sendable {
    /// No model has as many layers.
    package static let mostLayers = GGUFHeader.longestList

    /// llama.cpp's name of it: `gemma3`, `gpt-oss`.
    package var name: String
    package var layerCount: Int
    package var embeddingLength: Count
    package var feedForwardLength: PerLayer<Count>
    package var headCount: PerLayer<Count>
    /// 0 for a layer without attention.
    package var keyValueHeadCount: PerLayer<Count>
    package var keyLength: Count
    package var valueLength: Count
    /// The same of sliding layers.
    package var slidingKeyLength: Count
    package var slidingValueLength: Count
    /// In tokens; nil if no layer slides.
    package var slidingWindow: Count?
    package var slidingPattern: SlidingPattern?
    /// How many of the last layers keep no cache of their own.
    package var sharedLayerCount: Int = 0
    package var vocabularySize: Count
    /// The context it was trained with, in tokens.
    package var trainingContext: Count
    package var experts: Experts?
    package var recurrence: Recurrence?
    /// Of the table of embeddings that each layer has a part of; nil if there is none.
    package var layerEmbeddingLength: Count?

    /// A layer that holds several feed-forward networks, of which each token uses a few.
    package struct Experts: Hashable, Sendable {
        package var used: Count
        package var feedForwardLength: Count

        package init(used: Count, feedForwardLength: Count) {
            self.used = used
            self.feedForwardLength = feedForwardLength
        }
    }

    /// The layers that keep a state of fixed size in place of a cache (Mamba-2).
    package struct Recurrence: Hashable, Sendable {
        package var convolution: Count
        package var inner: Count
        package var state: Count
        package var groups: Count
        package var heads: Count

        package init(
            convolution: Count, inner: Count, state: Count, groups: Count, heads: Count
        ) {
            self.convolution = convolution
            self.inner = inner
            self.state = state
            self.groups = groups
            self.heads = heads
        }

        /// The channels that the convolution sees.
        var channels: Count { inner + groups * state * 2 }
        /// The numbers that one layer keeps for one slot.
        var numbers: Count { (convolution - Count(1)) * channels + state * inner }
    }

    /// Which layers see a window of the context only.
    package enum SlidingPattern: Hashable, Sendable {
        /// All but the last of so many.
        case period(Int)
        case each([Bool])

        func slides(_ layer: Int) -> Bool {
            switch self {
            case .period(let period): period > 1 && layer % period < period - 1
            case .each(let layers): layers.indices.contains(layer) && layers[layer]
            }
        }
    }

    package init(
        _ name: String, layers: Int, embedding: Count, feedForward: PerLayer<Count>,
        heads: PerLayer<Count>, keyValueHeads: PerLayer<Count>, keyLength: Count,
        valueLength: Count, vocabulary: Count, trainingContext: Count
    ) {
        self.name = name
        layerCount = max(0, min(layers, Self.mostLayers))
        embeddingLength = embedding
        feedForwardLength = feedForward
        headCount = heads
        keyValueHeadCount = keyValueHeads
        self.keyLength = keyLength
        self.valueLength = valueLength
        slidingKeyLength = keyLength
        slidingValueLength = valueLength
        vocabularySize = vocabulary
        self.trainingContext = trainingContext
    }
}

extension ModelArchitecture {
    /// What a layer keeps of the tokens before.
    package enum LayerKind: Hashable, Sendable {
        /// Keys and values of all of the context.
        case global
        /// Keys and values of a window.
        case sliding
        /// A state of fixed size.
        case recurrent
        /// Nothing: it reads what an earlier layer keeps.
        case shared
    }

    package func kind(of layer: Int) -> LayerKind {
        if keyValueHeadCount[layer] == .zero { return recurrence == nil ? .shared : .recurrent }
        if layer >= layerCount - sharedLayerCount { return .shared }
        return slidingWindow != nil && pattern?.slides(layer) == true ? .sliding : .global
    }

    /// What llama.cpp makes of the architecture's name.
    private var habit: Habit? { Self.habits[name] }

    /// Whether the formula was held against llama.cpp for it.
    var isHeld: Bool { Self.isHeld(name) }
    static func isHeld(_ name: String) -> Bool { habits[name] != nil }
    /// Whether the engine does not load it without a window.
    var needsWindow: Bool { habit?.needsWindow == true }
    /// The window that the engine takes where the file states none.
    var usualWindow: Count? { habit?.window }

    /// What the file says of the layers counts before what llama.cpp's source says of the architecture.
    private var pattern: SlidingPattern? {
        if habit?.ignoresWindow == true { return nil }
        return slidingPattern ?? habit?.period.map { .period($0) }
    }

    /// What is not known of the architecture, in words; the figures that hang on it are upper bounds.
    package var doubts: [String] {
        var doubts: [String] = []
        if habit == nil {
            doubts.append(
                "The formula was not held against llama.cpp for the architecture '\(name)'.")
        }
        if slidingWindow == nil, habit?.period != nil {
            doubts.append("No window is stated: all layers are global then, as the engine has it.")
        }
        if slidingWindow != nil, pattern == nil, habit?.ignoresWindow != true {
            doubts.append(
                "Which layers slide is not known: the cache is computed as if none did.")
        }
        return doubts
    }

    /// What llama.cpp makes of an architecture, and no file states.
    private struct Habit {
        /// Of sliding layers, where the file does not list them.
        var period: Int?
        /// The file may state a window that llama.cpp does not use.
        var ignoresWindow = false
        /// It is not loaded without one.
        var needsWindow = false
        /// The window where the file states none.
        var window: Count?
    }

    /// Source: llama.cpp, `src/models/*.cpp`, b9878; held against its allocator, but for gemma2 and gemma3n,
    /// of which public logs tell.
    private static let habits: [String: Habit] = [
        "llama": Habit(ignoresWindow: true),
        "qwen3": Habit(ignoresWindow: true),
        "qwen3moe": Habit(ignoresWindow: true),
        "gemma2": Habit(period: 2, window: Count(4096)),
        "gemma3": Habit(period: 6),
        "gemma3n": Habit(period: 5, needsWindow: true),
        "gemma4": Habit(needsWindow: true),
        "gpt-oss": Habit(period: 2, needsWindow: true),
        "granitehybrid": Habit(ignoresWindow: true),
    ]
}
