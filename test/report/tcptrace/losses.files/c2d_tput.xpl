timeval signed
title
10.0.0.3:1001_==>_10.0.0.2:80 (throughput)
xlabel
time
ylabel
thruput (bytes/sec)
go
