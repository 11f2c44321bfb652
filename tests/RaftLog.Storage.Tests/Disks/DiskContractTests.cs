using RaftLog.Simulation;
using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Tests.Disks;

/// <summary>What all disks have in common; each subclass runs it on one of them.</summary>
public abstract class DiskContractTests
{
    protected abstract IDisk Disk { get; }

    [Fact]
    public void What_was_written_is_read_back_and_a_read_stops_at_the_end()
    {
        using var file = Disk.Open("a", DiskOpenMode.CreateNew);
        file.Write([1, 2, 3, 4], 0);
        file.Write([9, 9], 3);

        var buffer = new byte[10];
        Assert.Equal(4, file.Read(buffer, 1));
        Assert.Equal([2, 3, 9, 9], buffer[..4]);
        Assert.Equal(5, file.Length);
        Assert.Equal(0, file.Read(buffer, 5));
        Assert.Equal(0, file.Read(buffer, 500));
        file.SyncData();
    }

    [Fact]
    public void A_gap_reads_as_zeros()
    {
        using var file = Disk.Open("a", DiskOpenMode.CreateNew);
        file.Write([7], 100_000);

        var buffer = new byte[100_001];
        Assert.Equal(100_001, file.Read(buffer, 0));
        Assert.False(buffer.AsSpan(0, 100_000).ContainsAnyExcept((byte)0));
        Assert.Equal(7, buffer[^1]);
    }

    [Theory]
    [InlineData(3000, 5)] // small pieces, more than a system takes in one call
    [InlineData(5, 70_000)]
    [InlineData(1, 10)]
    [InlineData(0, 0)]
    public void Pieces_are_written_back_to_back(int count, int size)
    {
        var pieces = Enumerable.Range(0, count)
            .Select(i => new ReadOnlyMemory<byte>(Enumerable.Range(0, size).Select(j => (byte)(i + j)).ToArray())).ToArray();
        using var file = Disk.Open("a", DiskOpenMode.CreateNew);
        file.Write([1, 2, 3], 0);
        file.Write(pieces, 3);

        var expected = pieces.SelectMany(piece => piece.ToArray()).ToArray();
        var buffer = new byte[expected.Length];
        Assert.Equal(expected.Length, file.Read(buffer, 3));
        Assert.Equal(expected, buffer);
        Assert.Equal(3 + expected.Length, file.Length);
    }

    [Fact]
    public void What_is_cut_off_does_not_come_back_when_the_file_grows()
    {
        using var file = Disk.Open("a", DiskOpenMode.CreateNew);
        file.Write(Enumerable.Repeat((byte)5, 40_000).ToArray(), 0);
        file.SetLength(10);
        file.SetLength(40_000);

        var buffer = new byte[40_000];
        Assert.Equal(40_000, file.Read(buffer, 0));
        Assert.Equal(10, buffer.Count(b => b == 5));
    }

    [Fact]
    public void Open_modes_say_what_must_and_must_not_exist()
    {
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Open("a", DiskOpenMode.Read)).Failure);
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Open("a", DiskOpenMode.ReadWrite)).Failure);
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Open("no/a", DiskOpenMode.CreateNew)).Failure);
        Disk.Open("a", DiskOpenMode.OpenOrCreate).Dispose();
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Open("a", DiskOpenMode.CreateNew)).Failure);
        using var readOnly = Disk.Open("a", DiskOpenMode.Read);
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => readOnly.Write([1], 0)).Failure);
    }

    [Fact]
    public void Names_are_listed_in_order_and_folders_apart_from_files()
    {
        Disk.CreateDirectory("d/e/f");
        Disk.CreateDirectory("d/e/f");
        foreach (var name in (string[])["d/b", "d/a", "d/C"]) Disk.Open(name, DiskOpenMode.CreateNew).Dispose();

        Assert.Equal(["C", "a", "b"], Disk.ListFiles("d"));
        Assert.Equal(["e"], Disk.ListDirectories("d"));
        Assert.Equal(["d"], Disk.ListDirectories(""));
        Assert.Empty(Disk.ListFiles("none"));
        Assert.Empty(Disk.ListDirectories("none"));
        Assert.False(Disk.FileExists("d"));
        Assert.True(Disk.FileExists("d/a"));
        Disk.SyncDirectory("d");
        Disk.SyncDirectory("");
    }

    [Fact]
    public void Rename_replaces_a_file_and_moves_a_folder_with_its_content()
    {
        Write("old", 1);
        Write("new", 2);
        Disk.Rename("old", "new");
        Assert.Equal(1, Read("new"));
        Assert.False(Disk.FileExists("old"));

        Disk.CreateDirectory("p/q");
        Disk.CreateDirectory("trash");
        Write("p/q/x", 3);
        Disk.Rename("p/q", "trash/q.0");
        Assert.Equal(3, Read("trash/q.0/x"));
        Assert.Empty(Disk.ListDirectories("p"));
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Rename("none", "x")).Failure);
    }

    [Fact]
    public void Deleting_is_idempotent_and_an_open_file_stays_readable()
    {
        Disk.CreateDirectory("d/e");
        Write("d/e/x", 4);
        using var open = Disk.Open("d/e/x", DiskOpenMode.Read);
        Disk.DeleteFile("d/e/x");
        Disk.DeleteFile("d/e/x");
        Disk.DeleteFile("never/was");
        Write("d/e/y", 5);
        Disk.DeleteDirectory("d");
        Disk.DeleteDirectory("d");

        Assert.Empty(Disk.ListDirectories(""));
        var buffer = new byte[1];
        Assert.Equal(1, open.Read(buffer, 0));
        Assert.Equal(4, buffer[0]);
    }

    [Fact]
    public void A_lock_keeps_others_out_until_it_is_released()
    {
        var held = Disk.TryLock(".lock");
        Assert.NotNull(held);
        Assert.Null(Disk.TryLock(".lock"));
        held.Dispose();
        held.Dispose();
        using var again = Disk.TryLock(".lock");
        Assert.NotNull(again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("a\\b")]
    [InlineData("c:x")]
    [InlineData("a\0b")]
    public void A_path_that_could_leave_the_root_is_refused(string path)
    {
        Assert.Equal(DiskFailure.Access, Assert.Throws<DiskException>(() => Disk.Open(path, DiskOpenMode.OpenOrCreate)).Failure);
        Assert.Throws<DiskException>(() => Disk.DeleteDirectory(path));
        Assert.Throws<DiskException>(() => Disk.Rename(path, "x"));
        Assert.Throws<DiskException>(() => Disk.Rename("x", path));
    }

    [Fact]
    public void Space_is_known()
    {
        var space = Disk.GetSpace();
        Assert.True(space.Free > 0 && space.Free <= space.Total);
    }

    private void Write(string path, byte value)
    {
        using var file = Disk.Open(path, DiskOpenMode.CreateNew);
        file.Write([value], 0);
    }

    private byte Read(string path)
    {
        using var file = Disk.Open(path, DiskOpenMode.Read);
        var buffer = new byte[1];
        Assert.Equal(1, file.Read(buffer, 0));
        return buffer[0];
    }
}

public sealed class MemoryDiskContractTests : DiskContractTests
{
    protected override IDisk Disk { get; } = new MemoryDisk();
}

public sealed class SimulatedDiskContractTests : DiskContractTests
{
    protected override IDisk Disk { get; } = new SimulatedDisk(1);
}

public sealed class PosixDiskContractTests : DiskContractTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PosixDiskContractTests() => Disk = new PosixDisk(_folder.Path);

    protected override IDisk Disk { get; }

    public void Dispose() => _folder.Dispose();
}
