/// Which Docker engine there is, and which runtimes it offers.
struct EngineProbe: Sendable {
    let inquiry: Inquiry

    /// A JSON string for the system, then one for each runtime; nothing that names the machine.
    static let argv = [
        "docker", "info", "--format",
        "{{json .OperatingSystem}}{{range $name, $_ := .Runtimes}} {{json $name}}{{end}}",
    ]

    func run() async -> Fact<Hardware.Engine> {
        let access = Access.command(Self.argv)
        switch await inquiry.command(Self.argv) {
        case .absent: return .unknown([Gap(access, .absent)])
        case .gap(let gap): return .unknown([gap])
        case .known(let result):
            guard result.ending == .exited(0) else {
                return .unknown([Gap(access, .failed(result.summary))])
            }
            // A plugin may print a warning before it.
            let lines = TextLines(result.standardOutput).lines
            guard let index = lines.firstIndex(where: { !Self.strings($0).isEmpty }),
                case let line = lines[index], case let words = Self.strings(line),
                let system = words.first, !system.isEmpty
            else {
                return .unknown([Gap(access, .unreadable("no system in: \(result.summary)"))])
            }
            let engine = Hardware.Engine(
                kind: system.contains("Docker Desktop") ? .desktop : .engine, name: system,
                runtimes: words.dropFirst().sorted())
            return .known(engine, [Evidence(access, "line \(index + 1)", quote: line)])
        }
    }

    /// The JSON strings that stand behind one another; empty if anything else is there.
    private static func strings(_ line: String) -> [String] {
        let list = "[" + line.replacing("\" \"", with: "\",\"") + "]"
        guard case .array(let elements)? = try? JSON.parse(list) else { return [] }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : []
    }
}
