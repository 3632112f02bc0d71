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
        /// What is filled in for this name is made of more than anybody writes.
        case tooMuch(String)

        var code: BlueprintIssue.Code {
            switch self {
            case .cycle: .configTemplateCycle
            case .unknown, .tooMuch: .configTemplateUnknown
            }
        }

        var message: String {
            switch self {
            case .cycle(let names):
                "The template leads back to itself: "
                    + names.map { "${\($0)}" }.joined(separator: " → ") + "."
            case .unknown(let name): "Nothing fills '${\(name)}'."
            case .tooMuch(let name): "What fills '${\(name)}' is too long, or made of too much."
            }
        }
    }

    /// The most letters of a filled text; values that double each other grow without end.
    private static let limit = 64 << 10
    /// The most templates that may lead to each other, and that may be filled in at all.
    private static let depthLimit = 32
    private static let fillLimit = 1000

    /// The text with every template filled in.
    func filled(_ text: String) throws(Fault) -> String {
        var left = Self.fillLimit
        return try filled(text, [], &left)
    }

    /// - Parameters:
    ///   - path: the names of the templates around it.
    ///   - left: how many more may be filled in.
    private func filled(
        _ text: String, _ path: [String], _ left: inout Int
    ) throws(Fault) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            result += rest[..<start.lowerBound]
            if name.hasPrefix("config.") || name.hasPrefix("env.") {
                if path.contains(name) { throw .cycle(path + [name]) }
                left -= 1
                if left < 0 || path.count == Self.depthLimit { throw .tooMuch(name) }
                let value = try value(name)
                // A variable is a text as it is; only the configuration may hold templates.
                result +=
                    name.hasPrefix("env.") ? value : try filled(value, path + [name], &left)
                if result.utf8.count > Self.limit { throw .tooMuch(name) }
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
