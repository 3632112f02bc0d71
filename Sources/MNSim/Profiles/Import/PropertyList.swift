import MNCore

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
