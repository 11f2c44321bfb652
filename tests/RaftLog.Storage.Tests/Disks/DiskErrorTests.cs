using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Tests.Disks;

public sealed class DiskErrorTests
{
    [Theory]
    [InlineData(5, DiskFailure.Io)]
    [InlineData(28, DiskFailure.Full)]
    [InlineData(24, DiskFailure.Resources)]
    [InlineData(23, DiskFailure.Resources)]
    [InlineData(12, DiskFailure.Resources)]
    [InlineData(13, DiskFailure.Access)]
    [InlineData(2, DiskFailure.Access)]
    [InlineData(30, DiskFailure.Access)]
    [InlineData(117, DiskFailure.Io)] // EUCLEAN, and whatever else is unknown
    public void An_error_number_says_who_suffers(int errno, DiskFailure expected) =>
        Assert.Equal(expected, DiskErrors.ClassifyErrno(errno));

    [Fact]
    public void A_quota_is_a_full_disk() =>
        Assert.Equal(DiskFailure.Full, DiskErrors.ClassifyErrno(OperatingSystem.IsMacOS() ? 69 : 122));

    [Fact]
    public void A_write_to_a_full_device_is_reported_as_full()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full");

        using var handle = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var failure = Assert.ThrowsAny<IOException>(() => new PosixDiskFile(handle, "/dev/full").Write(new byte[10], 0));

        // .NET cannot pwrite to an unseekable device everywhere; what it reports must be the errno all the same.
        Assert.Equal(DiskFailure.Full, Assert.IsType<DiskException>(failure).Failure);
    }

    [Fact]
    public void A_root_that_cannot_be_made_is_an_access_failure()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "file"), "");

        var failure = Assert.Throws<DiskException>(() => new PosixDisk(Path.Combine(folder.Path, "file", "below")));
        Assert.NotEqual(DiskFailure.Full, failure.Failure);
    }

    [Fact]
    public void The_whole_file_system_can_be_synced_on_Linux()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("syncfs is Linux's");

        using var folder = new TemporaryFolder();
        Assert.True(new PosixDisk(folder.Path).TrySyncFileSystem());
    }

    [Fact]
    public void A_lock_holds_between_two_disks_on_one_folder()
    {
        using var folder = new TemporaryFolder();
        using var held = new PosixDisk(folder.Path).TryLock(".lock");

        Assert.NotNull(held);
        Assert.Null(new PosixDisk(folder.Path).TryLock(".lock"));
    }

    [Fact]
    public void A_memory_disk_fills_up_and_has_room_again_after_a_delete()
    {
        var disk = new MemoryDisk(capacityBytes: 64 * 1024);
        using (var file = disk.Open("a", DiskOpenMode.CreateNew))
        {
            var failure = Assert.Throws<DiskException>(() => file.Write(new byte[100 * 1024], 0));
            Assert.Equal(DiskFailure.Full, failure.Failure);
            Assert.Equal(64 * 1024, file.Length);
            Assert.Equal(0, disk.GetSpace().Free);
            disk.DeleteFile("a");
            Assert.Equal(0, disk.GetSpace().Free); // still open
        }

        Assert.Equal(64 * 1024, disk.GetSpace().Free);
    }

    [Fact]
    public void Readers_of_a_memory_file_run_beside_its_writer()
    {
        using var file = new MemoryDisk().Open("a", DiskOpenMode.CreateNew);
        var reader = new Thread(() =>
        {
            var buffer = new byte[4096];
            while (true)
            {
                var length = file.Length;
                if (length == 0) continue;
                var read = file.Read(buffer, Math.Max(0, length - buffer.Length));
                Assert.False(buffer.AsSpan(0, read).ContainsAnyExcept((byte)1));
                if (length >= 400 * 1000) return;
            }
        });
        reader.Start();
        var chunk = Enumerable.Repeat((byte)1, 1000).ToArray();
        for (var i = 0; i < 400; i++) file.Write(chunk, i * 1000);

        reader.Join();
    }
}
