import MNCore

/// `colima status`, `docker desktop status` and `systemctl status`: which engine runs; another may be in use.
struct EngineStatusFormat: PasteFormat {
    let kind = ImportKind.docker
    let name = "engine's status"

    private static let desktop = "docker-desktop.service - "
    private static let rootless = "docker.service - Docker Application Container Engine (Rootless)"

    func sureness(_ lines: ArraySlice<String>) -> Sureness {
        guard let line = lines.first else { return .unlike }
        let isUnit = line.hasPrefix("●") || line.hasPrefix("○") || line.hasPrefix("×")
        if isUnit, line.contains(Self.desktop) || line.contains(Self.rootless) { return .opening }
        return Self.isLogged(line) && line.contains("colima is running") ? .opening : .unlike
    }

    /// Whether it is a line of Colima's log, on a terminal or in a file.
    private static func isLogged(_ line: String) -> Bool {
        line.hasPrefix("INFO[") || line.hasPrefix("time=") && line.contains("level=info")
    }

    func isAsked(by command: PastedCommand, for lines: ArraySlice<String>) -> Bool {
        command.isOfDocker("desktop") && command.words.contains("status")
    }

    func end(_ lines: ArraySlice<String>) -> Int? {
        guard lines.first.map(Self.isLogged) == true else { return nil }
        return lines.firstIndex { !Self.isLogged($0) } ?? lines.endIndex
    }

    func read(_ part: PastePart) throws(ImportFault) -> Telling {
        var telling = Telling()
        if let engine = Self.engine(part.lines) {
            telling.engine.beside = Told(engine, part.origin())
        }
        telling.doubts = ["The engine's status \(EngineTold.noRuntimes); docker info does."]
        return telling
    }

    private static func engine(_ lines: [String]) -> String? {
        guard let line = lines.first else { return nil }
        if isLogged(line) {
            let runtime = lines.first { $0.contains("runtime: ") }
            return runtime?.contains("runtime: docker") == false ? nil : "Colima"
        }
        if line.contains(desktop) || line.contains(rootless) {
            guard lines.contains(where: { $0.trimmed.hasPrefix("Active: active") }) else {
                return nil
            }
            return line.contains(desktop) ? EngineTold.desktop : EngineTold.rootless
        }
        let isRunning = lines.contains { $0.split(separator: " ") == ["Status", "running"] }
        return isRunning ? EngineTold.desktop : nil
    }
}
