/// Fills `${config.a.b}` and `${env.NAME}` into texts of a blueprint.
struct ConfigurationTemplate: Sendable {
    let configuration: JSONObject
    let environment: any Variables

    /// Why a text cannot be filled in.
    enum Fault: Error, Hashable {
        /// A value that is made of itself; the names in the order in which they lead back.
        case cycle([String])
        /// Nothing has this name, or it is no text or number.
        case unknown(String)

        var code: BlueprintIssue.Code {
            switch self {
            case .cycle: .configTemplateCycle
            case .unknown: .configTemplateUnknown
            }
        }

        var message: String {
            switch self {
            case .cycle(let names):
                "The template leads back to itself: "
                    + names.map { "${\($0)}" }.joined(separator: " → ") + "."
            case .unknown(let name): "Nothing fills '${\(name)}'."
            }
        }
    }

    /// The most letters of a filled text; values that double each other grow without end.
    private static let limit = 64 << 10

    /// The text with every template filled in.
    func filled(_ text: String, _ path: [String] = []) throws(Fault) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            result += rest[..<start.lowerBound]
            if name.hasPrefix("config.") || name.hasPrefix("env.") {
                if path.contains(name) { throw .cycle(path + [name]) }
                let value = try value(name)
                // A variable is a text as it is; only the configuration may hold templates.
                result +=
                    name.hasPrefix("env.") ? value : try filled(value, path + [name])
                if result.utf8.count > Self.limit { throw .unknown(name) }
            } else {
                // Some other program's template.
                result += "${\(name)}"
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(_ name: String) throws(Fault) -> String {
        if name.hasPrefix("env.") {
            guard let value = environment[String(name.dropFirst(4))] else { throw .unknown(name) }
            return value
        }
        let tokens = name.dropFirst(7).split(separator: ".").map(String.init)
        guard let value = JSON.object(configuration)[JSONPointer(tokens)]?.scalarText else {
            throw .unknown(name)
        }
        return value
    }
}
