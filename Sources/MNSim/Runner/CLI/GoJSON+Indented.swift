import MNCore

extension GoJSON {
    /// The value over several lines, as Go's `MarshalIndent` lays it out.
    static func indentedText(_ value: JSON, by width: Int, escapesHTML: Bool = false) -> String {
        indented(value, String(repeating: " ", count: width), "\n", escapesHTML)
    }

    private static func indented(
        _ value: JSON, _ step: String, _ lineBreak: String, _ escapesHTML: Bool
    ) -> String {
        let inner = lineBreak + step
        switch value {
        case .array(let elements) where !elements.isEmpty:
            let parts = elements.map { inner + indented($0, step, inner, escapesHTML) }
            return "[" + parts.joined(separator: ",") + lineBreak + "]"
        case .object(let object) where !object.members.isEmpty:
            let parts = object.members.map { member in
                inner + text(.string(member.key), escapesHTML: escapesHTML) + ": "
                    + indented(member.value, step, inner, escapesHTML)
            }
            return "{" + parts.joined(separator: ",") + lineBreak + "}"
        default: return text(value, escapesHTML: escapesHTML)
        }
    }
}
