timeval signed
title
10.0.0.2:80_==>_10.0.0.1:1000 (throughput)
xlabel
time
ylabel
thruput (bytes/sec)
dot 0.750000 20 yellow
go
