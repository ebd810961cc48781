"""Overhead of the recorder, every=100, in turns with and without it: recorder.py ROUNDS FOLDER_OF_RECORDER."""
import os, statistics, sys, time, torch
from torch import nn
from torch.nn import functional as F
sys.path.insert(0, sys.argv[2])
import fathom_recorder
torch.set_num_threads(1)
torch.manual_seed(0)
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Conv2d(3,32,3,padding=1),nn.BatchNorm2d(32),nn.ReLU(True),nn.Conv2d(32,64,3,padding=1,stride=2),nn.BatchNorm2d(64),nn.ReLU(True),nn.Conv2d(64,64,3,padding=1,stride=2),nn.ReLU(True))
        self.h = nn.Linear(64,10)
    def forward(self,x): return self.h(self.f(x).mean((2,3)))
class TR(nn.Module):
    def __init__(self):
        super().__init__()
        self.e=nn.Embedding(100,64); self.t=nn.TransformerEncoder(nn.TransformerEncoderLayer(64,4,256,batch_first=True,activation="gelu"),2); self.h=nn.Linear(64,10)
    def forward(self,x): return self.h(self.t(self.e(x)).mean(1))
def mlp():
    l=[nn.Linear(784,256),nn.ReLU()]
    for _ in range(4): l+=[nn.Linear(256,256),nn.ReLU()]
    return nn.Sequential(*l,nn.Linear(256,10))
cases={"mlp":(mlp,lambda:torch.randn(128,784)),"cnn":(CNN,lambda:torch.randn(16,3,24,24)),"transformer":(TR,lambda:torch.randint(0,100,(16,32)))}
for name,(make,data) in cases.items():
    model=make(); x=data(); y=torch.randint(0,10,(len(x),)); opt=torch.optim.SGD(model.parameters(),lr=0.01)
    def run(n):
        t=time.process_time()
        for _ in range(n):
            opt.zero_grad(); F.cross_entropy(model(x),y).backward(); opt.step()
        return time.process_time()-t
    run(20)
    ratios=[]
    for rep in range(int(sys.argv[1])):
        a=run(100)
        if os.path.exists(os.path.join(sys.argv[2], "bench.db")): os.remove(os.path.join(sys.argv[2], "bench.db"))
        with fathom_recorder.record(model,os.path.join(sys.argv[2], "bench.db"),every=100):
            b=run(100)
        c=run(100)
        ratios.append(b/((a+c)/2)-1)
    print(name, "ms/step %.2f"%(10*a), "overhead median %.2f %% (%.2f to %.2f)"%(100*statistics.median(ratios),100*min(ratios),100*max(ratios)), flush=True)
