/// What a model needs of a machine, in the GB that are printed on boxes (1 GB = 2^30 bytes).
package struct Requirements: Hashable, Sendable {
    /// Which of the thresholds.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Memory of a graphics card.
        case videoMemory = "min_vram_gb"
        /// Memory that processor and GPU share.
        case unifiedMemory = "min_unified_memory_gb"
        /// Memory of a machine without GPU, on which the model runs by force.
        case processorMemory = "min_cpu_ram_gb"
        /// Memory of a machine without GPU, on which the model is slow but fits.
        case acceptedMemory = "cpu_ram_gb"
    }

    /// A threshold of a model.
    package struct Minimum: Hashable, Sendable {
        package var kind: Kind
        package var gigabytes: Double
        package var bytes: ByteCount
        /// Whether the catalog entry says nothing and the document's number stands in.
        package var isAssumed: Bool

        package init(_ kind: Kind, gigabytes: Double, isAssumed: Bool) {
            self.kind = kind
            self.gigabytes = gigabytes
            self.isAssumed = isAssumed
            bytes = .gibibytes(gigabytes)
        }
    }

    package let videoMemory: Minimum
    package let unifiedMemory: Minimum
    package let processorMemory: Minimum
    /// Nil if the model states none.
    package let acceptedMemory: Minimum?

    /// - Parameter stated: gigabytes by kind, from 0 (no minimum) to 2^20.
    package init(_ stated: [Kind: Double]) {
        func minimum(_ kind: Kind, _ assumed: Double) -> Minimum {
            Minimum(kind, gigabytes: stated[kind] ?? assumed, isAssumed: stated[kind] == nil)
        }
        videoMemory = minimum(.videoMemory, 8)
        unifiedMemory = minimum(.unifiedMemory, 16)
        processorMemory = minimum(.processorMemory, 32)
        acceptedMemory = stated[.acceptedMemory].map {
            Minimum(.acceptedMemory, gigabytes: $0, isAssumed: false)
        }
    }

    package subscript(kind: Kind) -> Minimum? {
        switch kind {
        case .videoMemory: videoMemory
        case .unifiedMemory: unifiedMemory
        case .processorMemory: processorMemory
        case .acceptedMemory: acceptedMemory
        }
    }

    /// What the entry itself states, in the catalog's own keys.
    package var json: JSON {
        var members = JSONObject()
        for kind in Kind.allCases {
            if let minimum = self[kind], !minimum.isAssumed {
                members[kind.rawValue] = .gigabytes(minimum.gigabytes)
            }
        }
        return .object(members)
    }
}

extension JSON {
    /// A size in GB: an integer where it is whole.
    package static func gigabytes(_ value: Double) -> JSON {
        Int(exactly: value).map { .integer($0) } ?? .number(value)
    }
}
