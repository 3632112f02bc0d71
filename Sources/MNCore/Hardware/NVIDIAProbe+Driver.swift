extension NVIDIAProbe {
    /// What else the program tells: of the brand and the CUDA, which matter on Linux, and of instances.
    func details(_ rows: [NVIDIAQuery.Row], _ program: String) async -> NVIDIADetails? {
        if context.isWindows, !rows.contains(where: { $0[.migMode] == "Enabled" }) { return nil }
        return await NVIDIADetails.read(program, inquiry)
    }

    /// Adds the CUDA of the driver, and takes back its version where two are claimed: there is one.
    func addCUDA(
        _ details: NVIDIADetails?, _ program: String, to result: inout Result
    ) async {
        guard let details else { return }
        var cuda = details.cuda
        if cuda.value == nil, !cuda.gaps.contains(where: { $0.reason == .timedOut }) {
            let header = await NVIDIADetails.headerCUDA(program, inquiry)
            if header.value != nil { cuda = header }
        }
        var claims = Set(result.gpus.compactMap(\.driverVersion))
        if let driver = details.driver, claims.count == 1,
            let claim = claims.first.flatMap({ DottedVersion($0) }), claim != driver
        {
            claims.insert("\(driver)")
        }
        for index in result.gpus.indices {
            result.gpus[index].cuda = cuda
            if claims.count > 1 {
                let words = claims.sorted().joined(separator: " and ")
                let access = Access.command(NVIDIADetails.argv(program))
                let gap = Gap(access, .unreadable("two drivers are claimed: \(words)"))
                result.gpus[index].driverVersion = nil
                result.gpus[index].driverEvidence = []
                result.gpus[index].cuda = .unknown([gap])
            }
        }
    }
}
