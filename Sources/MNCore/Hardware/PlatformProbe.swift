/// What system and processor a machine has.
struct PlatformProbe: Sendable {
    let inquiry: Inquiry

    struct Result: Sendable {
        var system: Fact<Hardware.System>
        /// As the kernel reports it; macOS and Windows may know better under emulation.
        var processor: Fact<Hardware.Processor>
        var platform: Platform?
    }

    func run() async -> Result {
        switch await inquiry.answer(.platform) {
        case .platform(let platform):
            let quote = "\(platform.system) \(platform.release) \(platform.machine)"
            let evidence = [Evidence(.platform, quote: quote)]
            return Result(
                system: .known(Self.system(platform.system), evidence),
                processor: .known(Self.processor(platform.machine), evidence), platform: platform)
        case let outcome:
            let gap = Gap(.platform, after: outcome)
            return Result(system: .unknown([gap]), processor: .unknown([gap]), platform: nil)
        }
    }

    static func system(_ name: String) -> Hardware.System {
        switch name.lowercased() {
        case "linux": .linux
        case "darwin": .macos
        case "windows_nt", "windows": .windows
        default: .other
        }
    }

    /// The kernels' names: Linux `aarch64`, macOS `arm64`, Windows `ARM64`.
    static func processor(_ name: String) -> Hardware.Processor {
        switch name.lowercased() {
        case "x86_64", "amd64", "x64": .x86_64
        case "aarch64", "arm64": .arm64
        case let name where name.hasPrefix("armv") || name == "arm": .arm32
        default: .other
        }
    }

    /// Whether Windows itself stands in for the kernel, as `4.4.0-19041-Microsoft`; the kernels of
    /// WSL2 are newer and say `microsoft` (hardware.md §9).
    static func isWSL1(_ platform: Platform) -> Bool {
        platform.release.hasPrefix("4.4.") && platform.release.contains("-Microsoft")
    }

    /// Whether this Linux runs under the Windows Subsystem for Linux 2.
    ///
    /// Microsoft's kernels say so in their release; under a custom kernel the folder with the
    /// drivers of Windows tells (hardware.md §9).
    func isWSL(_ platform: Platform) async -> Fact<Bool> {
        if Self.isWSL1(platform) {
            return .known(false, [Evidence(.platform, "release", quote: platform.release)])
        }
        if platform.release.lowercased().contains("microsoft") {
            return .known(true, [Evidence(.platform, "release", quote: platform.release)])
        }
        let path = "/usr/lib/wsl/lib"
        switch await inquiry.directory(path) {
        case .known(let entries):
            let names = entries.map(\.name).joined(separator: " ")
            return .known(true, [Evidence(.directory(path), quote: names)])
        case .absent: return .known(false, [Evidence(.directory(path), quote: "absent")])
        case .gap(let gap): return .unknown([gap])
        }
    }
}
