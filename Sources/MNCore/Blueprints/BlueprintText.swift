/// One JSON text that a blueprint is made of.
struct BlueprintText: Sendable {
    /// The file below the folder, or the variable.
    var name: String
    var value: JSON
    var bytes: [UInt8]

    /// The line and column of the value at a place.
    func position(of pointer: JSONPointer) -> DocumentFault.Place? {
        JSON.offset(of: pointer, in: bytes).map { Document.place(of: $0, in: bytes) }
    }
}

/// All texts of a blueprint, and where in them a value comes from.
struct BlueprintTexts: Sendable {
    static let manifestName = "manifest.json"

    /// Nil if it could not be read.
    var manifest: BlueprintText?
    /// The layers of the configuration; a later one lies over an earlier one.
    var layers: [BlueprintText] = []

    /// The layers merged: objects key by key, anything else replaced.
    var configuration: JSONObject {
        layers.reduce(JSONObject()) { $0.merging($1.value.object ?? JSONObject()) }
    }

    /// The place of a value: of the configuration, in the last layer that holds it or most of its path.
    func place(_ source: BlueprintPlace.Source, _ pointer: JSONPointer) -> BlueprintPlace {
        switch source {
        case .manifest:
            return BlueprintPlace(
                source: source, file: BlueprintTexts.manifestName, pointer: pointer,
                position: manifest?.position(of: pointer))
        case .config:
            var best = (depth: -1, layer: layers.first)
            for layer in layers {
                let depth = (0...pointer.tokens.count).last {
                    layer.value[JSONPointer(Array(pointer.tokens.prefix($0)))] != nil
                }
                if let depth, depth >= best.depth { best = (depth, layer) }
            }
            return BlueprintPlace(
                source: source, file: best.layer?.name ?? "config/default.json", pointer: pointer,
                position: best.layer?.position(of: pointer))
        }
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
