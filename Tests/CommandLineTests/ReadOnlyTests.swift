import FoundationEssentials
import MNCore
import TestSupport
import Testing

@testable import mn

/// Commands that only read, on this machine, with a `docker` that writes down how it is called.
@Suite(.serialized) struct `A command that only reads` {
    /// What `docker` may be asked without changing anything, each as it is logged: the variable that keeps
    /// the plugin from installing a runner, and the words (dmr-contract §4.1, §10).
    static let allowed: Set<String> = [
        "- info --format {{json .OperatingSystem}}{{range $name, $_ := .Runtimes}} {{json $name}}{{end}}",
        "- info --format {{json .DockerRootDir}}",
        "- context inspect --format {{json .Endpoints.docker.Host}}",
        "1 context inspect --format {{json .Endpoints.docker.Host}}",
        "1 model version",
        "1 container inspect --format {{json .State}} docker-model-runner",
        "1 model list --json",
        "1 model logs --no-engines",
    ]

    static let commands = [
        "model list", "model list --installed", "model list --json", "model show",
        "model show --compatibility --explain", "model show qwen3:8b --json", "model rules",
        "model doctor", "model doctor --json", "model doctor --check gpu",
        "model install --dry-run",
        "model install gemma4:e2b --force --dry-run --json", "hardware", "hardware --json",
        "blueprint validate \"$HERE/blueprint\"", "blueprint validate \"$HERE/blueprint\" --json",
        "profile list", "profile record", "sim list", "sim matrix", "help environment",
    ]

    /// Answers as a docker whose engine has the runner's container.
    static let docker = #"""
        echo "${MODEL_RUNNER_NO_AUTO_INSTALL:--} $*" >> "$HERE/log"
        case "$1 $2" in
            "info --format") echo '"Ubuntu 24.04.2 LTS" "runc"' ;;
            "container inspect") echo '{"Status":"running","Running":true,"ExitCode":0,"Error":""}' ;;
            "model version") printf 'Client:\n Version: v1.2.6\nServer:\n Version: v1.2.6\n Engine: Docker Engine\n' ;;
            "model list") echo '[]' ;;
            "model logs") echo 'msg="installed llama-server" gpuSupport=true' ;;
            *) exit 1 ;;
        esac
        """#

    static let catalog = #"{"version": 1, "models": [{"id": "mine", "model": "ai/mine"}]}"#

    /// All files below a folder, with their bytes.
    static func files(below folder: String) throws -> [String: [UInt8]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)")
                return (name, bytes.map { Array($0) } ?? [])
            })
    }

    static func binary() throws -> Binary {
        let binary = try Binary(stubs: ["docker": docker])
        for name in ["home/mn/models", "blueprint/config"] {
            try FileManager.default.createDirectory(
                atPath: binary.folder(name), withIntermediateDirectories: true)
        }
        try binary.folder.write("home/mn/models/catalog.json", catalog.utf8)
        try binary.folder.write("home/mn/models/ownership.json", #"{"models": {}}"#.utf8)
        try binary.folder.write("blueprint/manifest.json", BlueprintFixture.manifest.utf8)
        try binary.folder.write(
            "blueprint/config/default.json", BlueprintFixture.configuration.utf8)
        return binary
    }

    /// Runs every command, and looks at what is left of it.
    static func check(_ address: String) async throws {
        let binary = try Self.binary()
        let before = try files(below: binary.folder.path)
        #expect(before.count > 6)
        for command in commands {
            let result = try await binary.run(
                "MODEL_RUNNER_HOST=\(address) exec \"$MN\" \(command)")
            #expect(
                ![.exited(2), .exited(70)].contains(result.ending), "\(command): \(result.error)")
        }
        // A run that fails is recorded; that is not the command's doing.
        var after = try files(below: binary.folder.path).filter {
            !$0.key.hasPrefix("home/mn/runs")
        }
        let log = String(decoding: after.removeValue(forKey: "log") ?? [], as: UTF8.self)
        #expect(after == before)
        let calls = Set(log.split(separator: "\n").map(String.init))
        #expect(calls.isSubset(of: allowed), "\(calls.subtracting(allowed))")
        #expect(calls.contains("1 model version"))
    }

    @Test func `changes nothing where no runner answers`() async throws {
        try await Self.check("http://127.0.0.1:1")
    }

    @Test func `changes nothing where a runner answers`() async throws {
        try await TestServer.with(TestServer.runner()) { endpoint in
            try await Self.check("\(endpoint)")
            let models = try await Docker(LiveHTTP(), NoServices()).send(
                HTTPRequest("GET", "/models"), to: endpoint, within: .list)
            #expect(String(decoding: models.body, as: UTF8.self) == "[]\n")
        }
    }

    /// The programs that a recorder may start, with the words that they are given.
    static let recorded: Set<String> = [
        "docker info", "docker context", "docker container", "docker image", "nvidia-ctk --version",
        "nvidia-container-runtime --version", "nvidia-smi --query-gpu", "nvidia-smi -q",
        "nvidia-smi", "rocm-smi --showproductname",
        "rocm-smi",
        "amd-smi static", "vulkaninfo --summary",
    ]

    /// Programs that tell of hardware, or change something.
    static let programs = [
        "docker", "nvidia-ctk", "nvidia-container-runtime", "nvidia-smi", "rocm-smi", "amd-smi",
        "vulkaninfo", "lspci", "lscpu", "lshw",
        "lsblk",
        "dmidecode", "clinfo", "glxinfo", "free", "df", "uname", "cat", "ls", "sh", "sudo",
        "modprobe",
        "systemd-detect-virt", "nvidia-settings", "rocminfo", "powershell", "sysctl",
    ]

    @Test func `starts nothing but the programs that it is about, when it records`() async throws {
        let stub = #"IFS= read -r _ < /dev/null; echo "${0##*/} $*" >> "$HERE/log"; exit 1"#
        let stubs = Dictionary(uniqueKeysWithValues: Self.programs.map { ($0, stub) })
        let binary = try Binary(stubs: stubs)
        let result = try await binary.run(
            #"PATH="$HERE/bin:$HOME/tools/bin" exec "$MN" profile record"#)
        #expect(result.ending == .exited(0), "\(result.error)")
        let log = FileManager.default.contents(atPath: binary.folder("log")) ?? Data()
        let calls = String(decoding: log, as: UTF8.self).split(separator: "\n").map { line in
            let words = line.split(separator: " ").prefix(2).joined(separator: " ")
            return String(words.prefix { $0 != "=" })
        }
        #expect(Set(calls).isSubset(of: Self.recorded), "\(Set(calls).subtracting(Self.recorded))")
        #expect(calls.contains("nvidia-smi") && calls.contains("rocm-smi"))
        let profile = try JSON.parse(result.standardOutput)
        let path = profile["evidence"]?.array?.first { $0["environment"] == "PATH" }
        #expect(path?["value"]?.string == "\(binary.folder("bin")):/home/user/tools/bin")
        #expect(path?["for"] == "others")
        #expect(!result.output.contains(binary.folder("home")))
    }
}
