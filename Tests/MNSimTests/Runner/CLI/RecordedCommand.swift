import FoundationEssentials
import MNCore

@testable import MNRunner
@testable import MNSim

/// One recorded run of the real `docker model`, read where it lies.
struct RecordedCommand {
    var name: String
    var given: String
    var call: DockerCall
    /// Nil if the recording had to end it.
    var exit: Int?
    var output: String
    var errors: String
    var volatile: [String]
    /// Whether only the beginning of the output was kept.
    var isCut: Bool

    private static let configurationPath = "/home/user/.docker"

    /// The folder beside the clone that holds the recordings, or nil if it is not there.
    static var folder: String? {
        let package = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
        let path = "/\(package)/../shared/dmr/cli"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// All recordings, in the order of their names.
    static func all() throws -> [RecordedCommand] {
        guard let folder else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter { $0.hasSuffix(".json") }.map { name in
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            return RecordedCommand(String(name.dropLast(5)), try JSON.parse(Array(data)))
        }
    }

    init(_ name: String, _ json: JSON) {
        self.name = name
        given = json["given"]?.string ?? ""
        let arguments = (json["argv"]?.array ?? []).map { Self.filled($0.string ?? "") }
        var environment = ["DOCKER_CONFIG": Self.configurationPath]
        for member in json["env"]?.object?.members ?? [] {
            environment[member.key] = Self.filled(member.value.string ?? "")
        }
        call = DockerCall(arguments, environment: environment, input: json["stdin"]?.string)
        if json["tty"]?.bool == true {
            call.terminal = TerminalSize(
                columns: json["terminal"]?["columns"]?.integer ?? 80,
                rows: json["terminal"]?["rows"]?.integer ?? 24)
        }
        // One interruption did not reach the plugin, and had no effect.
        if let seconds = json["interrupted_after_s"]?.double, !name.hasSuffix("client-only") {
            call.interruptedAfter = .milliseconds(Int(seconds * 1000))
        } else if call.input == "\u{3}" {
            call.interruptedAfter = .milliseconds(1500)
        }
        exit = json["exit"]?.integer
        output = Self.filled(json["stdout"]?.string ?? "")
        errors = Self.filled(json["stderr"]?.string ?? "")
        volatile = json["volatile"]?.array?.compactMap(\.string) ?? []
        isCut = json["stdout_truncated"] != nil
    }

    private static func filled(_ text: String) -> String {
        text.replacing("<store>", with: RecordedExchange.storePath)
            .replacing("<engine-dir>", with: RecordedExchange.enginePath)
            .replacing("<docker-config>", with: configurationPath)
    }
}
