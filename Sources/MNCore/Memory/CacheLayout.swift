/// The cells that llama.cpp's cache has for a context, and what they take.
struct CacheLayout: Sendable {
    /// Tokens of one pass through the model.
    let microBatch: Count
    /// Cells of a global layer in each stream.
    let cells: Count
    /// Cells of a sliding layer in each stream; 0 if no layer slides.
    let slidingCells: Count
    /// Caches beside each other.
    private let streams: Count
    /// Whether there are sliding layers, which have a cache of their own.
    let hasSlidingCache: Bool
    let global: ByteCount
    let sliding: ByteCount
    let state: ByteCount

    /// The numbers of the widest row of values.
    let widestValues: Count

    init(_ model: ModelArchitecture, _ settings: EngineSettings) {
        let context = settings.context == .zero ? model.trainingContext : settings.context
        microBatch = min(context, settings.tokensAtOnce)
        let padded = Self.padded(context)
        cells = settings.isUnified ? padded : Self.padded(padded / settings.slots)
        streams = settings.isUnified ? Count(1) : settings.slots
        let kinds = (0..<model.layerCount).map { ($0, model.kind(of: $0)) }
        hasSlidingCache = kinds.contains { $0.1 == .sliding }
        if hasSlidingCache, let window = model.slidingWindow {
            let seen = window * (settings.isUnified ? settings.slots : Count(1)) + microBatch
            slidingCells =
                settings.keepsWholeWindow ? cells : Self.padded(min(cells, seen))
        } else {
            slidingCells = .zero
        }
        var widest = Count.zero
        for (layer, kind) in kinds where kind == .global || kind == .sliding || kind == .shared {
            let heads = model.keyValueHeadCount[layer] ?? .zero
            let isSliding = kind == .sliding
            widest = max(
                widest, heads * (isSliding ? model.slidingValueLength : model.valueLength))
        }
        widestValues = widest
        var globalRows = ByteCount.zero
        var slidingRows = ByteCount.zero
        var states = Count.zero
        for (layer, kind) in kinds {
            let heads = model.keyValueHeadCount[layer] ?? .zero
            // Without flash attention values lie transposed, each row as wide as the widest.
            func rows(_ keys: Count, _ values: Count) -> ByteCount {
                settings.keyType.bytes(of: heads * keys)
                    + settings.valueType.bytes(
                        of: settings.usesFlashAttention ? heads * values : widest)
            }
            switch kind {
            case .global: globalRows += rows(model.keyLength, model.valueLength)
            case .sliding:
                slidingRows += rows(model.slidingKeyLength, model.slidingValueLength)
            case .recurrent: states += model.recurrence?.numbers ?? .zero
            case .shared: break
            }
        }
        global = globalRows * (cells * streams)
        sliding = slidingRows * (slidingCells * streams)
        state = ByteCount(4) * (states * settings.slots)
    }

    /// The next multiple of 256.
    private static func padded(_ cells: Count) -> Count { (cells + Count(255)) / 256 * 256 }
}
