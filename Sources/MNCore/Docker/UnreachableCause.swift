/// What stands between `mn` and a runner that cannot be reached (dmr-contract §8.1).
enum UnreachableCause: Hashable {
    /// A variable names an address at which there is none.
    case misnamed(variable: String, Endpoint, TransportFault)
    case noClient
    /// What the engine calls its system, by which packages are told apart.
    case noPlugin(on: String?, client: Docker.ClientSystem?)
    /// `docker` said something else than its version.
    case unheard(String)
    case engineDown(host: String)
    /// The socket, as far as it is told.
    case engineDenied(host: String)
    /// The engine is there, and refuses: its words.
    case engineRefuses(String)
    case engineAway
    /// The engine is behind SSH, which leads nobody there: its address.
    case sshRefuses(Docker.SSHRefusal, host: String)
    case engineSilent
    case paused
    /// Docker's engine is on another machine, and with it its runner: its address, without the password.
    case elsewhere(String, place: String, byVariable: Bool)
    /// Docker Desktop does not run it.
    case switchedOff
    /// Docker Desktop is from before there were runners.
    case desktopTooOld
    /// Docker Desktop runs it, without a port for programs.
    case noPort
    /// The runner of Docker Cloud has another port than that of this machine.
    case inCloud
    /// Somebody else has the port.
    case portTaken(isDesktop: Bool)
    /// The engine has no container of it.
    case notInstalled
    /// The container cannot be bound to the address of Docker's own network.
    case noAddress
    /// The container cannot have the GPU.
    case noGPU(Cause)
    /// The container asks for a device that is not there: its path.
    case noDevice(String)
    /// The disk of the engine is full.
    case diskFull
    /// The system gives no more watches on files.
    case noWatches
    /// The engine has no network left for it.
    case noNetwork
    /// The kernel that runs cannot make the container's network.
    case noKernelModule
    /// The image is for another kind of processor.
    case wrongProcessor
    /// The program under the engine that starts containers does not answer.
    case noContainerd
    /// The engine's rules in the firewall are gone.
    case noFirewallRules
    /// Windows keeps the port for itself.
    case portReserved
    /// The container was killed, as one is that takes more memory than there is.
    case killed
    /// The container ended, in the engine's words if there are any.
    case ended(exitCode: Int, error: String)
    /// The name `localhost` means nothing to this machine.
    case noLocalhost
    /// The container was started a moment ago, and nothing listens yet.
    case starting
    /// The container runs, and nothing listens.
    case notListening
    /// It answers, and its list waits for something else that it does.
    case busy(isDesktop: Bool)
    /// It answers, but not as it should.
    case broken(isDesktop: Bool)

    /// - Parameters:
    ///   - attempts: the endpoints that were tried, in their order.
    ///   - report: nil if `docker` was not asked; then hardly anything is known.
    init?(_ attempts: [EndpointFault.Attempt], _ report: Docker.Report?) {
        if let first = attempts.first, let variable = first.variable,
            first.endpoint != Endpoint.modelRunner
        {
            self = .misnamed(variable: variable, first.endpoint, first.fault)
            return
        }
        var engine: String?
        var server: String?
        if case .plugin(_, let name, let version)? = report?.state {
            engine = name
            server = version
        }
        let isDesktop = engine == "Docker Desktop"
        // Only Docker Desktop answers so, for a runner that it does not run (dmr-contract §5.2).
        if attempts.contains(where: { $0.fault == .status(503) }), isDesktop || engine == nil {
            self = .switchedOff
            return
        }
        guard let report else { return nil }
        switch attempts.first?.fault {
        case .webPage?, .garbled?, .status(404)?:
            self = .portTaken(isDesktop: isDesktop)
            return
        // Windows may keep the port for itself, and then takes each connection and ends it
        // (dmr-contract §8.1).
        case .cut? where isDesktop:
            self = .portTaken(isDesktop: true)
            return
        case .timedOut? where attempts.first?.answersOtherwise == true:
            self = .busy(isDesktop: isDesktop)
            return
        case .status?, .unreadable?, .cut?, .timedOut?:
            self = .broken(isDesktop: isDesktop)
            return
        case .unknownHost?:
            self = .noLocalhost
            return
        default: break
        }
        if let place = report.remoteEngine, Self(docker: report) == nil,
            Self(engine: report.container) == nil
        {
            self = .elsewhere(
                report.engineHost ?? place, place: place, byVariable: report.isEngineOfVariable)
        } else if let cause = Self(docker: report) ?? Self(engine: report.container) {
            self = cause
        } else if isDesktop {
            self = Self.ofDesktop(attempts, isReached: server != nil)
        } else if engine == "Docker Cloud", server != nil {
            self = .inCloud
        } else if attempts.first?.fault == .refused {
            self = Self.ofEngine(report)
        } else {
            return nil
        }
    }

    /// What is wrong with `docker` itself; nil if nothing is.
    private init?(docker report: Docker.Report) {
        switch report.state {
        case .noClient: self = .noClient
        case .noPlugin: self = .noPlugin(on: report.system, client: report.client)
        case .unknown(let words): self = .unheard(words)
        case .plugin: return nil
        }
    }

    /// What is wrong with the engine; nil if it answers, or if that is not known.
    init?(engine container: Docker.Container) {
        switch container {
        case .engineDown(let host): self = .engineDown(host: host)
        case .engineDenied(let host): self = .engineDenied(host: host)
        case .engineRefuses(let words): self = .engineRefuses(words)
        case .engineAway: self = .engineAway
        case .sshRefuses(let refusal, let host): self = .sshRefuses(refusal, host: host)
        case .engineSilent: self = .engineSilent
        case .paused: self = .paused
        case .running, .stopped, .absent, .unknown: return nil
        }
    }

    private static func ofDesktop(
        _ attempts: [EndpointFault.Attempt], isReached: Bool
    ) -> UnreachableCause {
        if isReached { return .noPort }
        let isTooOld = attempts.contains {
            $0.endpoint.prefix == RunnerClient.desktopPrefix && $0.fault == .status(404)
        }
        return isTooOld ? .desktopTooOld : .switchedOff
    }

    /// The device of "error gathering device information while adding custom device "/dev/dri": no such
    /// file or directory" (moby, `daemon/oci_linux.go`; df#608).
    private static func device(_ error: String) -> String? {
        guard error.contains("no such file"), let mark = error.firstRange(of: "custom device \"")
        else { return nil }
        let path = error[mark.upperBound...].prefix { $0 != "\"" }
        return path.hasPrefix("/dev/") ? Excerpt.line(String(path)) : nil
    }

    /// What the container says, in the words of the engine (dmr-contract §4.11).
    private static func ofEngine(_ report: Docker.Report) -> UnreachableCause {
        switch report.container {
        case .running: return report.isStarting ? .starting : .notListening
        case .stopped(let exitCode, let error):
            let text = error.lowercased()
            func says(_ parts: String...) -> Bool { parts.contains(where: text.contains) }
            // Docker Desktop says it with the words of any port that it cannot have.
            if says("forbidden by its access permissions") { return .portReserved }
            if says("address already in use", "ports are not available", "already allocated") {
                return says("assign requested address") ? .noAddress : .portTaken(isDesktop: false)
            }
            if says("assign requested address") { return .noAddress }
            if let cause = Cause(error, on: report.system) { return .noGPU(cause) }
            if says("inotify") && says("no space left on device", "too many open files") {
                return .noWatches
            }
            if says("no space left on device") { return .diskFull }
            if says("iptables", "nftables", "unable to enable dnat rule") {
                return .noFirewallRules
            }
            // moby, `libnetwork/ipamutils`.
            if says("address pools have been fully subnetted", "non-overlapping ipv4 address pool")
            {
                return .noNetwork
            }
            // The kernel was updated, and the modules of the one that runs went with it (moby#27426, #42229).
            if text.split(separator: "\n").contains(where: {
                $0.contains("failed to add the host (veth")
                    && $0.contains("operation not supported")
            }) {
                return .noKernelModule
            }
            if says("exec format error") { return .wrongProcessor }
            if says("containerd.sock") { return .noContainerd }
            if exitCode == 137 { return .killed }
            if let path = device(error) { return .noDevice(path) }
            return .ended(exitCode: exitCode, error: error)
        default: return .notInstalled
        }
    }
}
