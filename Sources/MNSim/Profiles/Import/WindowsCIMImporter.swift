package import MNCore

/// Instances of Windows's CIM classes in JSON: the properties that the probes select, and no others.
package struct WindowsCIMImporter: Importer {
    package static let kind = ImportKind.windowsCIM

    /// The instances by class.
    let instances: [String: [JSONObject]]

    package init(_ files: [(name: String, bytes: [UInt8])]) throws(ImportFault) {
        var found: [String: [JSONObject]] = [:]
        for (name, bytes) in files {
            let json: JSON
            do throws(JSONFault) {
                json = try JSON.parse(bytes)
            } catch {
                throw .unreadable(
                    name: name, error.offset.map { Document.place(of: $0, in: bytes) },
                    why: "not JSON: \(error)")
            }
            var isKnown = false
            for (type, objects) in Self.sorted(json) {
                found[type, default: []] += objects
                isKnown = true
            }
            if !isKnown {
                throw .notOfKind(
                    name: name, Self.kind,
                    why: "it has no instance of \(Words.list(CIMClass.all.map(\.name), "or"))")
            }
        }
        instances = found
    }

    /// The objects of a document by their class: below the name of the class, or told by their
    /// properties.
    private static func sorted(_ json: JSON) -> [(type: String, objects: [JSONObject])] {
        if let object = json.object {
            let named = CIMClass.all.compactMap { type in
                object[type.name].map { (type: type.name, objects: Self.objects($0)) }
            }
            if !named.isEmpty { return named }
        }
        return objects(json).compactMap { object in
            let name =
                object["CreationClassName"]?.string ?? object["CimClass"]?["CimClassName"]?.string
            let type =
                CIMClass.all.first { $0.name == name }?.name ?? CIMClass.named(by: object.keys)
            return type.map { (type: $0, objects: [object]) }
        }
    }

    private static func objects(_ json: JSON) -> [JSONObject] {
        json.object.map { [$0] } ?? json.array?.compactMap(\.object) ?? []
    }

    package var platform: Platform? {
        let machine: String
        switch instances["Win32_Processor"]?.first?["Architecture"]?.integer {
        case 9: machine = "AMD64"
        case 12: machine = "ARM64"
        default: return nil
        }
        let release = instances["Win32_OperatingSystem"]?.first?["Version"]?.string
        return Platform(
            system: "Windows_NT", release: release ?? "unknown", machine: machine, process: machine)
    }

    package var changes: [String] {
        ["of each class only the properties that the probes select are kept"]
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard case .command(let argv) = access,
            case .cim(let type, let properties)? = ProbeQuestion(argv)
        else { return .unrecorded }
        var told = CIMTold()
        told.instances = instances.mapValues { Told($0, PasteOrigin(file: "", line: 1)) }
        return told.answer(type, properties) ?? .unrecorded
    }
}
