package import MNCore

/// `system_profiler` of macOS: its facts in the form of the `sysctl` names that the probes ask for.
package struct SystemProfilerImporter: Importer {
    package static let kind = ImportKind.systemProfiler

    /// What it tells, in one place.
    let told: MacTold
    let release: Told<String>?

    package init(_ text: [UInt8], name: String) throws(ImportFault) {
        try self.init(text, name: name, at: PasteOrigin(file: name, line: 1))
    }

    init(_ text: [UInt8], name: String, at origin: PasteOrigin) throws(ImportFault) {
        let types = try Self.types(text, name)
        let hardware = types["SPHardwareDataType"]?.first
        let displays = types["SPDisplaysDataType"] ?? []
        // The name of an item is `kHW_AppleM1Item`; its model is what people see (hardware.md, case 76).
        let gpus = displays.compactMap { $0["sppci_model"]?.string }
        func told(_ text: String?) -> Told<String>? { text.map { Told($0, origin) } }
        var mac = MacTold()
        mac.chip = told(hardware?["chip_type"]?.string ?? gpus.first { $0.hasPrefix("Apple ") })
        mac.intelName = mac.chip == nil ? told(hardware?["cpu_type"]?.string) : nil
        mac.model = told(hardware?["machine_model"]?.string)
        mac.bytes = hardware?["physical_memory"]?.string.flatMap(MacTold.bytes)
            .map { Told($0, origin) }
        if mac.chip == nil, mac.intelName == nil {
            throw .notOfKind(
                name: name, Self.kind, why: "it names neither 'chip_type' nor 'cpu_type'")
        }
        self.told = mac
        release = told(
            types["SPSoftwareDataType"]?.first?["kernel_version"]?.string?.split(separator: " ")
                .last.map(String.init))
    }

    /// The items of each data type.
    private static func types(
        _ text: [UInt8], _ name: String
    ) throws(ImportFault) -> [String: [JSON]] {
        if PropertyList.isOne(text) {
            var types: [String: [JSON]] = [:]
            for report in try PropertyList.read(text, name: name).array ?? [] {
                if let type = report["_dataType"]?.string {
                    types[type] = report["_items"]?.array ?? []
                }
            }
            return types
        }
        let json: JSON
        do throws(JSONFault) {
            json = try JSON.parse(text)
        } catch {
            throw .unreadable(
                name: name, error.offset.map { Document.place(of: $0, in: text) },
                why: "not JSON: \(error)")
        }
        guard let members = json.object?.members else {
            throw .notOfKind(name: name, kind, why: "an object is expected, not \(json.kind)")
        }
        return Dictionary(
            members.map { ($0.key, $0.value.array ?? []) }, uniquingKeysWith: { first, _ in first })
    }

    package var platform: Platform? {
        let machine = told.chip == nil ? "x86_64" : "arm64"
        return Platform(
            system: "Darwin", release: release?.value ?? "unknown", machine: machine,
            process: machine)
    }

    package var changes: [String] {
        [
            "the answers of sysctl are composed from those of system_profiler",
            "physical_memory is taken as whole units of 1024^3 bytes, which is what macOS prints",
            "the processor is \(told.chip == nil ? "Intel's, since cpu_type is given" : "Apple's, since it names its chip")",
        ]
    }

    package func answer(_ access: Access, within limit: Duration) async -> Outcome {
        guard case .command(let argv) = access, case .sysctl(let name)? = ProbeQuestion(argv) else {
            return .unrecorded
        }
        return told.sysctl(name)
    }
}

/// Apple's XML property lists, as far as tools print them, as JSON.
enum PropertyList {
    /// Whether a text begins as one.
    static func isOne(_ text: [UInt8]) -> Bool {
        text.first { $0 != 32 && $0 != 10 && $0 != 13 && $0 != 9 } == UInt8(ascii: "<")
    }

    static func read(_ text: [UInt8], name: String) throws(ImportFault) -> JSON {
        let root: XMLElement
        do throws(XMLFault) {
            root = try XMLReader.read(text, limit: Document.sizeLimit)
        } catch {
            throw .unreadable(
                name: name, Document.place(of: min(error.offset, text.count), in: text),
                why: error.words)
        }
        guard root.name == "plist", let value = root.children.first else {
            throw .unreadable(name: name, nil, why: "its root is '\(root.name)', not 'plist'")
        }
        return json(value)
    }

    private static func json(_ element: XMLElement) -> JSON {
        switch element.name {
        case "array": return .array(element.children.map(json))
        case "dict":
            // Keys and values take turns.
            var members: [(String, JSON)] = []
            var key: String?
            for child in element.children {
                if child.name == "key" {
                    key = child.text
                } else if let name = key {
                    members.append((name, json(child)))
                    key = nil
                }
            }
            return .object(JSONObject(members))
        case "integer": return Int(element.text).map { .integer($0) } ?? .string(element.text)
        case "true": return true
        case "false": return false
        default: return .string(element.text)
        }
    }
}
