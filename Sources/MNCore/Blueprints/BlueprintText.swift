import Synchronization

/// One JSON text that a blueprint is made of.
struct BlueprintText: Sendable {
    /// The file below the folder, or the variable.
    var name: String
    var value: JSON
    let bytes: [UInt8]
    private let positions = TextPositions()
    /// How many levels of the value stand around what the bytes hold.
    var depth = 0

    /// The line and column of the value at a place.
    func position(of pointer: JSONPointer) -> DocumentFault.Place? {
        positions.place(of: JSONPointer(Array(pointer.tokens.dropFirst(depth))), in: bytes)
    }
}

/// Where the values of a text stand; it is gone through once, when the first is asked for.
private final class TextPositions: Sendable {
    private let known = Mutex<(offsets: [JSONPointer: Int], lines: [Int])?>(nil)

    func place(of pointer: JSONPointer, in bytes: [UInt8]) -> DocumentFault.Place? {
        known.withLock { known in
            let (offsets, lines) = known ?? (JSON.offsets(in: bytes), Self.lines(bytes))
            known = (offsets, lines)
            guard let offset = offsets[pointer] else { return nil }
            // The last line that begins at or before it.
            var low = 0
            var high = lines.count
            while high - low > 1 {
                let middle = (low + high) / 2
                if lines[middle] <= offset { low = middle } else { high = middle }
            }
            return DocumentFault.Place(
                line: low + 1, column: Document.column(of: offset, from: lines[low], in: bytes))
        }
    }

    /// Where each line begins; editors do not count a byte order mark.
    private static func lines(_ bytes: [UInt8]) -> [Int] {
        [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
            + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }
}

/// All texts of a blueprint, and where in them a value comes from.
struct BlueprintTexts: Sendable {
    static let manifestName = "manifest.json"

    /// The manifest, then the files that hold parts of it; empty if it could not be read.
    var manifest: [BlueprintText] = []
    /// The layers of the configuration; a later one lies over an earlier one.
    var layers: [BlueprintText] = []

    /// The manifest with its parts; nil if it could not be read.
    var manifestValue: JSON? {
        manifest.isEmpty ? nil : .object(Self.merged(manifest))
    }

    /// The layers merged: objects key by key, anything else replaced.
    var configuration: JSONObject { Self.merged(layers) }

    private static func merged(_ texts: [BlueprintText]) -> JSONObject {
        texts.reduce(JSONObject()) { $0.merging($1.value.object ?? JSONObject()) }
    }

    /// The place of a value: in the last text that holds it, or most of its path.
    func place(_ source: BlueprintPlace.Source, _ pointer: JSONPointer) -> BlueprintPlace {
        let texts = source == .config ? layers : manifest
        var best = (depth: -1, text: texts.first)
        for text in texts {
            let depth = text.value.nearest(to: pointer).depth
            // A part of a manifest counts only for what it holds itself.
            guard depth > best.depth || depth == best.depth && source == .config else { continue }
            best = (depth, text)
        }
        let usual = source == .config ? ManifestForm.configurationName : Self.manifestName
        return BlueprintPlace(
            source: source, file: best.text?.name ?? usual, pointer: pointer,
            position: best.text?.position(of: pointer), depth: best.text?.depth ?? 0)
    }
}

extension BlueprintIssue {
    /// What is wrong with the form of a manifest or configuration.
    ///
    /// - Parameter area: the beginning of the code.
    init(_ fault: JSONFault, _ area: Area, at place: BlueprintPlace) {
        let (flaw, help) = Self.kind(fault.problem)
        var place = place
        if fault.offset != nil { place.pointer = JSONPointer() }
        var message = "\(fault)"
        message = message.prefix(1).uppercased() + message.dropFirst()
        self.init(
            Code(area, flaw), message.hasSuffix("?") ? message : message + ".", help: help,
            at: place)
    }

    private static func kind(_ problem: JSONFault.Problem) -> (Flaw, String) {
        switch problem {
        case .wrongKind: (.wrongType, "Give the value the type that is expected.")
        case .missingKey: (.missingKey, "Add the key.")
        case .outOfRange: (.outOfRange, "Give a value that is expected.")
        case .breaksRule, .unknownKey: (.invalid, "Correct the value.")
        default: (.invalidJSON, "Correct the text; a JSON formatter shows the place.")
        }
    }
}
