import MNCore

extension GeneratedMachineSpace {
    /// Machines that have just enough, a unit less, and a unit more of each size that a model asks for.
    static func boundaries(_ models: [Model], _ share: Double) -> [GeneratedMachine] {
        var generated: [GeneratedMachine] = []
        for gigabytes in sizes(models, [.videoMemory]) {
            let nominal = gigabytes * share
            generated += around(nominal * 1024).map { x86.with(.nvidia(mebibytes: $0)) }
            generated += around(gigabytes * 1024).map { x86.with(.instance(mebibytes: $0)) }
            generated += around(nominal * 0x1p30).map { x86.with(.amd(bytes: $0)) }
            generated += around(gigabytes * 0x1p30).map { x86.with(.amdShared(bytes: $0)) }
        }
        for gigabytes in sizes(models, [.unifiedMemory]) {
            let nominal = gigabytes * share
            generated += around(gigabytes * 0x1p30).map { mac.with(.macMemory(bytes: $0)) }
            generated += around(nominal * 0x1p20).map {
                arm.with(.memory(kibibytes: $0)).with(.sharedNVIDIA)
            }
            generated += around(nominal * 0x1p30).map { snapdragon.with(.windowsMemory(bytes: $0)) }
        }
        for gigabytes in sizes(models, [.processorMemory, .acceptedMemory]) {
            for machine in [plain, arm] {
                generated += around(gigabytes * share * 0x1p20).map {
                    machine.with(.memory(kibibytes: $0))
                }
                generated += around(gigabytes * 0x1p30).map { machine.with(.limit(bytes: $0)) }
            }
        }
        return generated + [plain, arm].map { $0.with(.limit(bytes: nil)) }
    }

    private static let plain = GeneratedMachine().with(.system("Linux", "x86_64"))
    private static let x86 = plain.with(.memory(gibibytes: 512))
    private static let arm = GeneratedMachine().with(.system("Linux", "aarch64"))
    private static let mac = GeneratedMachine().with(.system("Darwin", "arm64")).with(.appleSilicon)
    private static let snapdragon = GeneratedMachine().with(.system("Windows_NT", "ARM64"))
        .with(.windowsProcessor(12)).with(.adapter("Adreno(TM) X1-85 GPU"))

    /// The sizes that some models ask for, in GB, each once.
    private static func sizes(_ models: [Model], _ kinds: [Requirements.Kind]) -> [Double] {
        Set(models.flatMap { model in kinds.compactMap { model.requirements[$0]?.gigabytes } })
            .filter { $0 > 0 }.sorted()
    }

    /// The smallest whole number that is enough, one less, and one more.
    private static func around(_ size: Double) -> [Int] {
        let enough = Int(saturating: size.rounded(.up))
        return [enough - 1, enough, enough + 1]
    }
}
