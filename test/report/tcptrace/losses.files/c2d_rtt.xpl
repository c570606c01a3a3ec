timeval signed
title
10.0.0.3:1001_==>_10.0.0.2:80 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
red
dot 1767225600.151000 1
go
